"""A curve with fewer points that looks the same: largest triangle three buckets (Steinarsson, 2013)."""

from collections.abc import Sequence

Point = tuple[float, float]


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """At most `most` (≥ 3) of `points` (ascending x), the first and the last among them; every value is one that was there.

    The points between are cut into equal buckets; of each stays the one that spans the largest triangle with the point
    kept before it and the mean of the bucket after it. So peaks survive that taking every n-th point would lose.
    """
    if len(points) <= most:
        return list(points)
    width = (len(points) - 2) / (most - 2)
    kept = [points[0]]
    for bucket in range(most - 2):
        start, end = int(bucket * width) + 1, int((bucket + 1) * width) + 1
        after = points[end : int((bucket + 2) * width) + 1] or points[-1:]
        kept.append(_farthest(points[start:end], kept[-1], _mean(after)))
    return [*kept, points[-1]]


def _mean(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _farthest(points: Sequence[Point], before: Point, after: Point) -> Point:
    """The point that spans the largest triangle with the two; the first of several."""
    (ax, ay), (bx, by) = before, after
    dx, dy = bx - ax, by - ay
    return max(points, key=lambda point: abs(dx * (point[1] - ay) - dy * (point[0] - ax)))
