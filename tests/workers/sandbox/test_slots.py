from workers.sandbox.slots import Slots


def test_every_running_job_has_a_uid_of_its_own() -> None:
    slots = Slots(separate=True)
    taken = [slots.take("learner") for _ in range(3)] + [slots.take("judge")]
    uids = [slot.uid for slot in taken]
    assert len(set(uids)) == 4
    assert all(uid is not None and uid >= 20000 for uid in uids)
    for slot in taken:
        slot.release()


def test_a_released_uid_is_handed_out_again_and_another_pool_cannot_take_a_held_one() -> None:
    first = Slots(separate=True).take("judge")
    second = Slots(separate=True).take("judge")
    assert first.uid != second.uid
    first.release()
    third = Slots(separate=True).take("judge")
    assert third.uid == first.uid
    second.release()
    third.release()


def test_without_the_privilege_all_jobs_share_the_workers_uid() -> None:
    slot = Slots(separate=False).take("learner")
    assert slot.uid is None
    slot.release()
