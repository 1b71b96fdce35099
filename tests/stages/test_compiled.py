"""What has been compiled is compiled anew when a file changes that it has taken code from."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

from interim.foundation import compiled

CALLED = "from part.compiled import compiled\n\n@compiled\ndef share():\n    return {}\n"
CALLER = (
    "from part.compiled import compiled\nfrom part.called import share\n\n"
    "@compiled\ndef percent():\n    return 100 * share()\n"
)
ASKED = "from part.caller import percent; print(percent(), sum(percent.stats.cache_hits.values()))"


def test_a_change_of_what_is_called_is_heeded(tmp_path):
    folder = tmp_path / "part"
    folder.mkdir()
    source = Path(compiled.__file__).read_text(encoding="utf-8")
    (folder / "compiled.py").write_text(source, encoding="utf-8")
    (folder / "caller.py").write_text(CALLER, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "c")}

    def answer(share):
        (folder / "called.py").write_text(CALLED.format(share), encoding="utf-8")
        os.utime(folder / "called.py", (share, share))
        asked = subprocess.run(
            [sys.executable, "-B", "-c", ASKED],
            env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return asked.stdout.split()

    assert answer(2) == ["200", "0"]
    assert answer(2) == ["200", "1"]  # from disk
    assert answer(3) == ["300", "0"]
    # What an older version kept may name classes that are gone.
    (index,) = (tmp_path / "c").rglob("caller.*.nbi")
    version = pickle.dumps(pickle.loads(index.read_bytes()))
    index.write_bytes(version + b"cinterim\nGONE\n.")
    assert answer(3) == ["300", "0"]
    assert answer(3) == ["300", "1"]
