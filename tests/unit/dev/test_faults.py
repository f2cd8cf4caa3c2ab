from collections import deque

from bot.dev.base import CallFault, Plan


def test_scripted_faults_come_in_order_then_chance() -> None:
    plan = Plan(script=deque([None, CallFault.SLOW]), chances={CallFault.TOO_MANY: 1.0})
    assert [plan.next() for _ in range(4)] == [None, CallFault.SLOW, CallFault.TOO_MANY, CallFault.TOO_MANY]
    assert plan.struck == [CallFault.SLOW, CallFault.TOO_MANY, CallFault.TOO_MANY]


def test_without_a_plan_nothing_goes_wrong() -> None:
    plan = Plan[CallFault]()
    assert [plan.next() for _ in range(50)] == [None] * 50


def test_chances_add_up() -> None:
    plan = Plan(chances={CallFault.TOO_MANY: 0.1, CallFault.SERVER_ERROR: 0.3})
    found = [plan.next() for _ in range(2000)]
    assert 120 < found.count(CallFault.TOO_MANY) < 280
    assert 480 < found.count(CallFault.SERVER_ERROR) < 720
    assert 1050 < found.count(None) < 1350
