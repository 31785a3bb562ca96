"""The attacks, by what they go for."""

from tests.attacks.corpus import files, kernel, neighbours, network, processes, resources, scheduling

SANDBOX_ATTACKS = [
    *resources.ATTACKS,
    *scheduling.ATTACKS,
    *files.ATTACKS,
    *neighbours.ATTACKS,
    *processes.ATTACKS,
    *kernel.ATTACKS,
    *network.ATTACKS,
]
