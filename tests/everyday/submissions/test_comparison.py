"""What changed between two attempts."""

from everyday.submissions.comparison import compare


def test_changed_lines_are_numbered_on_both_sides() -> None:
    [diff] = compare({"solution.py": "a\nb\nc\n"}, {"solution.py": "a\nB\nc\nd\n"})
    assert (diff.path, diff.status) == ("solution.py", "changed")
    assert [(row.kind, row.text, row.old_line, row.new_line) for row in diff.rows] == [
        ("hunk", "@@ -1,3 +1,4 @@", None, None),
        ("same", "a", 1, 1),
        ("removed", "b", 2, None),
        ("added", "B", None, 2),
        ("same", "c", 3, 3),
        ("added", "d", None, 4),
    ]


def test_added_removed_and_equal_files_are_named() -> None:
    diffs = compare({"a.py": "1\n", "same.py": "x\n"}, {"b.py": "2\n", "same.py": "x\n"})
    assert [(diff.path, diff.status, len(diff.rows)) for diff in diffs] == [
        ("a.py", "removed", 2),
        ("b.py", "added", 2),
        ("same.py", "same", 0),
    ]


def test_only_lines_near_a_change_are_shown() -> None:
    old = [str(number) for number in range(100)]
    new = [*old[:50], "changed", *old[51:]]
    [diff] = compare({"s.py": "\n".join(old)}, {"s.py": "\n".join(new)})
    assert [row.text for row in diff.rows if row.kind == "same"] == ["47", "48", "49", "51", "52", "53"]
