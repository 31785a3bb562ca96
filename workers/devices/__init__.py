"""The accelerators of a machine, found and watched without initialising CUDA in the worker."""
