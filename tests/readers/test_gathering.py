"""Pieces of threads joined over files, and where each thread is said to be from."""

from threadlab.readers import read_all, read_each

HEAD = "From: {0} <{0}@example.org>\nDate: Mon, 3 Feb 2025 1{1}:00:00 +0000\nMessage-ID: <{2}>\n"


def mail(folder, name, writer, hour, ids, answers=None):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    reference = f"In-Reply-To: <{answers}>\n" if answers else ""
    head = HEAD.format(writer, hour, ids)
    path.write_text(f"{head}{reference}Subject: The {ids[0]} pond\n\nWhat {writer} says.\n")
    return path


def found(*sources):
    """What each reading is called, and the ids of its threads' comments."""
    return {
        reading.name: [[c.id for c in thread.comments] for thread in reading.threads]
        for reading in read_each(sources)
    }


def test_a_thread_of_one_file_is_told_by_its_file(tmp_path):
    """Mails that belong to different threads are told by their own files, not by the folder."""
    one = mail(tmp_path, "one.eml", "ann", 0, "a1")
    two = mail(tmp_path, "two.eml", "bob", 1, "b1")
    assert found(tmp_path) == {str(one): [["a1"]], str(two): [["b1"]]}


def test_a_thread_of_several_files_is_told_by_their_folder(tmp_path):
    """Mails of one thread are joined over files, and over sources that are named one by one."""
    one = mail(tmp_path, "in/one.eml", "ann", 0, "a1")
    two = mail(tmp_path, "in/two.eml", "bob", 1, "a2", "a1")
    assert found(tmp_path / "in") == {str(tmp_path / "in"): [["a1", "a2"]]}
    assert list(found(two, one).values()) == [[["a1", "a2"]]]
    assert [len(t.comments) for t in read_all([one, two])] == [2]
