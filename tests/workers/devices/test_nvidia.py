from pathlib import Path

import pytest

from tests.workers.devices.fakes import FIRST, SECOND, add_gpu, add_nodes
from workers.devices.nvidia import Gpu, GpuError, gpu, gpus, library_folders, nodes


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two GPUs whose nodes are numbered the other way round than their buses, as drivers may do it."""
    add_gpu(tmp_path, SECOND, bus=0x8A, minor=0, name="NVIDIA A10")
    add_gpu(tmp_path, FIRST, bus=0x1B, minor=1)
    add_nodes(tmp_path, "nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset")
    return tmp_path


def test_gpus_are_found_in_the_drivers_files(root: Path) -> None:
    assert gpus(root) == [
        Gpu(uuid=FIRST, name="NVIDIA H200", minor=1, bus="0000:1b:00.0"),
        Gpu(uuid=SECOND, name="NVIDIA A10", minor=0, bus="0000:8a:00.0"),
    ]
    assert gpus(root)[0].label == "NVIDIA H200 (GPU-11111111)"


def test_a_machine_without_a_driver_has_no_gpus(tmp_path: Path) -> None:
    assert gpus(tmp_path) == []
    with pytest.raises(GpuError, match="it has none"):
        gpu(FIRST, tmp_path)


def test_a_gpu_that_did_not_start_is_left_out(root: Path) -> None:
    add_gpu(root, "GPU-????????-????-????-????-????????????", bus=0x9B, minor=2)
    assert [each.uuid for each in gpus(root)] == [FIRST, SECOND]


def test_a_job_gets_its_own_node_and_the_shared_ones(root: Path) -> None:
    assert nodes(gpu(FIRST, root), root) == ["/dev/nvidia1", "/dev/nvidiactl", "/dev/nvidia-uvm"]
    assert nodes(gpu(SECOND, root), root) == ["/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-uvm"]


def test_a_missing_node_is_named_with_the_fix(root: Path) -> None:
    (root / "dev/nvidia-uvm").unlink()
    with pytest.raises(GpuError, match=r"/dev/nvidia-uvm missing.*nvidia-modprobe"):
        nodes(gpu(FIRST, root), root)


def test_a_driver_beside_the_distribution_is_found(root: Path) -> None:
    assert library_folders(root) == []
    (root / "usr/local/nvidia/lib64").mkdir(parents=True)
    assert library_folders(root) == ["/usr/local/nvidia/lib64"]
