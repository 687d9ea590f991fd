"""Compares a field's values in two sets of runs.

The unit is a run, not a sample: the samples of one run depend on each other (a thread, once made,
stays). The distance of two distributions is the area between their distribution functions, in units
of the field (the first Wasserstein distance).
"""

import itertools
import math
import random

ALPHA = 0.01
MAX_SPLITS = 4999


def area(a, b):
    """Area between the distribution functions of two weighted samples, {value: weight}, each of
    total weight 1."""
    total, height, last = 0.0, 0.0, None
    for v in sorted(a.keys() | b.keys()):
        if last is not None:
            total += abs(height) * (v - last)
        height += a.get(v, 0) - b.get(v, 0)
        last = v
    return total if total > 1e-9 else 0.0


def weights(run):
    out = {}
    for v in run:
        out[v] = out.get(v, 0) + 1 / len(run)
    return out


def pool(dists):
    out = {}
    for d in dists:
        for v, w in d.items():
            out[v] = out.get(v, 0) + w / len(dists)
    return out


def splits(n, k):
    """Which k of n runs are called left: all ways, or MAX_SPLITS random ones with a fixed seed; and
    whether these are all."""
    if math.comb(n, k) <= MAX_SPLITS:
        return itertools.combinations(range(n), k), True
    rng = random.Random(1)
    return (rng.sample(range(n), k) for _ in range(MAX_SPLITS)), False


def permutation(left, right):
    """The chance that runs of one kind, divided at random, look as unlike as these two sides:
    energy statistic, distances by area."""
    runs = left + right
    n, k = len(runs), len(left)
    dist = [[area(a, b) for b in runs] for a in runs]
    rows = [sum(row) for row in dist]
    all_ = sum(rows)

    def energy(chosen):
        within = sum(dist[i][j] for i in chosen for j in chosen)
        touching = sum(rows[i] for i in chosen)
        cross, other = touching - within, all_ - 2 * touching + within
        return 2 * cross / (k * (n - k)) - within / k ** 2 - other / (n - k) ** 2

    seen = energy(range(k)) - 1e-9
    deals, complete = splits(n, k)
    hits = total = 0
    for chosen in deals:
        total += 1
        hits += energy(chosen) >= seen
    return hits / total if complete else (hits + 1) / (total + 1)


def least_p(k, n):
    """The smallest chance that these numbers of runs can give."""
    ways = math.comb(k + n, k)
    return (2 if k == n else 1) / ways if ways <= MAX_SPLITS else 1 / (MAX_SPLITS + 1)


class Result:
    """left, right: pooled distributions. gap: their distance. spread: the greatest distance between
    two runs of the right side. p: the chance. least: the smallest chance that there can be."""

    def __init__(self, field, left, right):
        self.field = field
        ldist, rdist = [weights(r) for r in left], [weights(r) for r in right]
        self.left, self.right = pool(ldist), pool(rdist)
        self.gap = area(self.left, self.right)
        pairs = itertools.combinations(rdist, 2)
        self.spread = max((area(a, b) for a, b in pairs), default=None)
        self.p = 1.0 if self.gap == 0 else permutation(ldist, rdist)
        self.least = least_p(len(left), len(right))
        self.verdict = "equal"


def compare(left, right):
    """left, right: a list of runs, each {field: [values]}. Judges every field, with Holm's
    correction over those that are not equal."""
    fields = [f for f in left[0] if all(f in run for run in left + right)]
    results = [Result(f, [run[f] for run in left], [run[f] for run in right]) for f in fields]
    open_ = sorted((r for r in results if r.gap > 0), key=lambda r: r.p)
    told = True
    for i, r in enumerate(open_):
        limit = ALPHA / (len(open_) - i)
        told = told and r.p <= limit
        if r.spread is None or (not told and r.gap > r.spread and r.least > limit):
            r.verdict = "too few runs"
        elif not told:
            r.verdict = "within"
        else:
            r.verdict = "within, shifted" if r.gap <= r.spread else "different"
    return results


def words(dist):
    """A distribution in a few words."""
    if len(dist) <= 4:
        share = "{}:{:.0f}%" if len(dist) > 1 else "{}"
        return " ".join(share.format(v, 100 * w) for v, w in sorted(dist.items()))

    def quantile(q):
        total = 0
        for v, w in sorted(dist.items()):
            total += w
            if total >= q - 1e-9:
                return v
        return v
    return f"{quantile(.5)} [{quantile(.05)}…{quantile(.95)}] max {max(dist)}"
