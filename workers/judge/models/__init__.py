"""Model files: safetensors read here by their header, ONNX opened and run in a sandboxed guest process."""
