"""The CPU profile of a program with two hot functions shows 70 and 30 percent within 5, here and
with real Go; and `go tool pprof` reads it in every form."""

import os
import tempfile

from pprof import PROGRAMS, build, fail, needs_pprof, pprof, realgo, run, seventy, text

needs_pprof()
source = os.path.join(PROGRAMS, "hot.go")
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    for who, exe in (("ours", build([source])), ("real Go", realgo(source, tmp))):
        profile = os.path.join(tmp, who.replace(" ", "") + ".prof")
        done = run([exe, profile], timeout=200)
        if done.returncode != 0 or done.stderr:
            fail(f"{who}: exit status {done.returncode}\n{text(done.stderr)}")
        seventy(profile, who)
        raw = pprof("-raw", profile)
        if "PeriodType: cpu nanoseconds\nPeriod: 10000000\n" not in raw:
            fail(who, raw[:1000])
        if f" {exe} " not in raw[raw.index("\nMappings\n"):]:
            fail(who, "no mapping names the program:", raw[raw.index("\nMappings\n"):][:1000])
