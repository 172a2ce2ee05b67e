"""A real chain where web3 is not installed: one sentence, and everything else goes on."""

from __future__ import annotations

import subprocess
import sys

from tests.builders import ROOT

#: Runs the command line as if web3 and its kin were nowhere.
_WITHOUT = """
import sys
class Nowhere:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("web3", "eth_abi", "eth_utils", "eth_account"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Nowhere())
import importlib.util as util
find = util.find_spec
util.find_spec = lambda name, package=None: None if name == "web3" else find(name, package)
from fomo_core.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
_NODE = ("--rpc", "http://127.0.0.1:9")


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = (sys.executable, "-c", _WITHOUT, *arguments)
    return subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_chain_is_refused_in_one_sentence():
    done = _run("read", "local", *_NODE, "--launchpad", "0x" + "11" * 20)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("fomo_core: A real chain needs web3, which is not installed: ")
    assert done.stderr.count("\n") == 1
    assert _run("deploy", *_NODE).stderr == done.stderr


def test_what_needs_no_chain_goes_on():
    done = _run("quote", "--flock", "1000", "--minute", "98")
    assert (done.returncode, done.stderr) == (0, "")
