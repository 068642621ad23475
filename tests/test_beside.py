"""Work beside: what a second process gives is what would have come without one."""

import subprocess
import sys
import time
from textwrap import dedent

import pytest
from conftest import ROOT

from argmap import beside as module
from argmap.beside import beside

LINUX = sys.platform.startswith("linux")


def run(body: str) -> str:
    """What a program of its own prints: no threads of the tests' stand in its way."""
    line = [sys.executable, "-c", "import os, signal\nfrom argmap import beside as module\n" + dedent(body)]
    return subprocess.run(line, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
def test_with_a_second_processor_the_work_is_done_by_another_process():
    told = run(
        """
        os.sched_getaffinity = lambda _: {0, 1}
        with module.beside(os.getpid) as found:
            print(found() == os.getpid())
        """
    )
    assert told == "False\n"


def test_with_one_processor_the_work_is_done_when_it_is_asked_for(monkeypatch):
    monkeypatch.setattr(module, "_possible", lambda: False)
    done = []
    with beside(lambda: done.append(True) or b"found") as found:
        assert not done
        assert found() == b"found"


def test_a_process_with_threads_is_not_split():
    told = run(
        """
        import threading
        os.sched_getaffinity = lambda _: {0, 1}
        stop = threading.Event()
        thread = threading.Thread(target=stop.wait)
        thread.start()
        print(module._possible())
        stop.set()
        thread.join()
        """
    )
    assert told == "False\n"


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
def test_what_the_work_raises_is_raised_where_it_is_asked_for():
    told = run(
        """
        os.sched_getaffinity = lambda _: {0, 1}
        def work():
            raise ValueError(f"no such thing")
        with module.beside(work) as found:
            print("goes on")
            try:
                found()
            except ValueError as failure:
                print(failure)
        """
    )
    assert told == "goes on\nno such thing\n"


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
@pytest.mark.parametrize("size", [0, 1_000_000])
def test_work_whose_process_is_killed_is_done_again(size):
    told = run(
        f"""
        os.sched_getaffinity = lambda _: {{0, 1}}
        own = os.getpid()
        def work():
            if os.getpid() != own:
                os.kill(os.getpid(), signal.SIGKILL)
            return b"x" * {size}
        with module.beside(work) as found:
            print(found() == b"x" * {size})
        """
    )
    assert told == "True\n"


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
def test_no_process_is_left_behind_by_a_block_that_is_left_early():
    told = run(
        """
        os.sched_getaffinity = lambda _: {0, 1}
        try:
            with module.beside(lambda: b"x" * 1_000_000):
                raise KeyError("enough")
        except KeyError:
            pass
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            print("none left")
        """
    )
    assert told == "none left\n"


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
def test_a_build_beside_gives_the_bytes_of_a_build_in_one_process(tmp_path):
    files = {}
    for count in (1, 2):
        out = tmp_path / str(count)
        program = (
            f"import os, sys\nos.sched_getaffinity = lambda _: set(range({count}))\n"
            "from argmap.cli import main\n"
            "sys.exit(main(sys.argv[1:]))"
        )
        line = [sys.executable, "-c", program, "build", "--quiet", "--no-cache", "--project", str(ROOT), "-o", str(out)]
        subprocess.run(line, check=True)
        files[count] = {file.name: file.read_bytes() for file in out.iterdir()}
    assert files[1] == files[2]
    assert len(files[1]) > 100


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
def test_cards_that_are_written_beside_are_those_that_would_have_been_written_here():
    told = run(
        f"""
        from argmap import render
        from argmap.project import load
        os.sched_getaffinity = lambda _: {{0, 1}}
        case = load({str(ROOT)!r}).case
        begun = []
        fork = os.fork
        os.fork = lambda: begun.append(True) or fork()
        here = render.pictures(case, ["map"])
        print(len(begun))
        render.MANY_CARDS = 1
        print(render.pictures(case, ["map"]) == here, len(begun))
        """
    )
    assert told == "0\nTrue 1\n"


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
def test_a_process_that_stays_answers_as_often_as_it_is_asked_and_is_gone_with_the_block():
    told = run(
        """
        os.sched_getaffinity = lambda _: {0, 1}
        done = []
        def work():
            done.append(1)
            if len(done) == 3:
                raise ValueError
            return len(done), os.getpid() != own
        own = os.getpid()
        with module.staying(work) as (ask, answer):
            print(answer())
            for _ in range(4):
                ask()
                print(answer())
            ask()
            ask()
            print(answer(), done)
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            print("none left")
        """
    )
    assert told.splitlines() == ["None", "(1, True)", "(2, True)", "None", "(4, True)", "(6, True) []", "none left"]


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
def test_what_is_handed_over_comes_as_soon_as_it_is_made_and_the_other_process_waits_for_nobody():
    told = run(
        """
        os.sched_getaffinity = lambda _: {0, 1}
        end, begin = os.pipe()

        def work():
            yield b"first"
            yield b"2" * 3_000_000
            os.write(begin, b".")  # nothing was fetched, and no pipe holds so much

        things = module.handed(work)
        os.read(end, 1)
        print(next(things), len(next(things)))
        """
    )
    assert told == "b'first' 3000000\n"


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
@pytest.mark.parametrize(
    "fails", ["raise ValueError", "os.kill(os.getpid(), signal.SIGKILL)", "print('heard by nobody')"]
)
def test_of_work_that_fails_what_was_made_before_is_handed_over_and_nothing_is_said(fails):
    told = run(
        f"""
        os.sched_getaffinity = lambda _: {{0, 1}}

        def work():
            yield b"first"
            {fails}

        print(list(module.handed(work)))
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            print("nobody is left behind")
        """
    )
    assert told == "[b'first']\nnobody is left behind\n"


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
def test_a_program_that_fetches_nothing_ends_at_once_for_who_reads_it():
    started = time.monotonic()
    run(
        """
        import time
        os.sched_getaffinity = lambda _: {0, 1}
        things = module.handed(lambda: (time.sleep(20), iter(()))[1])
        """
    )
    assert time.monotonic() - started < 15


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
def test_a_process_that_was_split_off_meanwhile_ends_nobody_who_hands_things_over():
    told = run(
        """
        os.sched_getaffinity = lambda _: {0, 1}
        end, begin = os.pipe()

        def work():
            yield b"first"
            os.read(end, 1)
            yield b"second"

        things = module.handed(work)
        print(next(things), flush=True)
        if (child := os.fork()) == 0:
            things.close()
            os._exit(0)
        os.waitpid(child, 0)
        os.write(begin, b".")
        print(next(things))
        """
    )
    assert told == "b'first'\nb'second'\n"


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
@pytest.mark.parametrize("missing", ["fork", "memfd_create", "pipe"])
def test_where_no_process_is_to_be_had_nothing_is_handed_over(missing):
    told = run(
        f"""
        os.sched_getaffinity = lambda _: {{0, 1}}

        def refused(*_):
            raise BlockingIOError

        os.{missing} = refused
        print(list(module.handed(lambda: [b"something"])))
        """
    )
    assert told == "[]\n"


def test_with_one_processor_nothing_is_handed_over(monkeypatch):
    monkeypatch.setattr(module, "_possible", lambda: False)
    assert list(module.handed(lambda: [b"something"])) == []


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
def test_every_number_that_is_dealt_out_comes_to_one_process():
    told = run(
        """
        os.sched_getaffinity = lambda _: {0, 1}
        with module.dealing(module.MOST_DEALT) as numbers, module.beside(lambda: list(numbers)) as rest:
            here = list(numbers)
            there = rest()
        print(sorted([*here, *there]) == list(range(module.MOST_DEALT)), here == sorted(here), there == sorted(there))
        """
    )
    assert told == "True True True\n"


@pytest.mark.skipif(not LINUX, reason="elsewhere no process is split")
@pytest.mark.parametrize("most", [7, module.MOST_DEALT])
def test_pictures_that_were_dealt_to_a_process_that_dies_are_drawn_all_the_same(most):
    told = run(
        f"""
        from argmap import render
        from argmap.project import load
        module.MOST_DEALT = {most}
        os.sched_getaffinity = lambda _: {{0, 1}}
        case = load({str(ROOT)!r}).case
        table, made, parent = render.Table(case), render.Table.made, os.getpid()
        views = table.views()[1:41]
        alone = [made(table, view)[0] for view in views]
        taken = []

        def dying(self, view):
            taken.append(view)
            if os.getpid() != parent and len(taken) > 3:
                os.kill(os.getpid(), signal.SIGKILL)
            return made(self, view)

        render.Table.made = dying
        print([one[0] for one in table.drawn(views)] == alone, len(taken))
        """
    )
    assert told == "True 40\n"
