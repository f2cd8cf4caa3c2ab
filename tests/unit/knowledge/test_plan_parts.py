"""What part of a plan a passage is, and that plans are asked for by it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.chunking import passages
from knowledge.model import DocumentKind, PlanPart, SectionRole
from knowledge.retrieval.plan_parts import part_of
from tests.unit.knowledge.worlds import World, plan, world

HEADINGS = [
    ("Căn cứ", PlanPart.BASIS),
    ("I. MỤC ĐÍCH", PlanPart.PURPOSE),
    ("1. Yêu cầu", PlanPart.REQUIREMENT),
    ("II. NỘI DUNG, HÌNH THỨC TRỒNG TRE", PlanPart.CONTENT),
    ("2. Hình thức", PlanPart.FORM),
    ("IV. NHIỆM VỤ VÀ THỜI GIAN THỰC HIỆN", PlanPart.ORGANISATION),
    ("V. TỔ CHỨC THỰC HIỆN", PlanPart.ORGANISATION),
    ("VI. KINH PHÍ", PlanPart.BUDGET),
    ("VII. CHẾ ĐỘ BÁO CÁO", PlanPart.REPORT),
]
BAMBOO = plan(
    "kh-tre",
    "Kế hoạch trồng tre xã Tân Lập năm 2026",
    [
        ("I. MỤC ĐÍCH", "Trồng tre để giữ bờ kênh và cho bà con có măng."),
        ("II. HÌNH THỨC", "Trồng tre theo cụm, mỗi cụm ba bụi, bà con cùng làm."),
        ("III. TỔ CHỨC THỰC HIỆN", "Công chức địa chính xã cắm mốc nơi trồng tre, thôn trưởng đốc thúc."),
        ("IV. KINH PHÍ", "Ngân sách xã chi cho việc trồng tre theo dự toán."),
        ("V. BÁO CÁO", "Thôn báo cáo việc trồng tre về xã trước ngày 20/12/2026."),
    ],
    locality="xã Tân Lập",
    years=(2026,),
)


@pytest.mark.parametrize(("heading", "part"), HEADINGS)
def test_headings_name_the_part(heading: str, part: PlanPart) -> None:
    passage = next(iter(passages(plan("kh", "Kế hoạch", [(heading, "Làm việc này cho xong.")]))))
    meta = plan("kh", "Kế hoạch", []).meta
    assert part_of(meta, passage.model_copy(update={"ordinal": 3})) is part


def test_the_innermost_heading_that_tells_counts() -> None:
    document = plan("kh", "Kế hoạch", [("x", "Làm việc này cho xong.")])
    passage = next(iter(passages(document)))
    path = (
        "II. NỘI DUNG, HÌNH THỨC",
        "2. Hình thức tuyên truyền",
        "a) Phát loa ở từng thôn vào mỗi buổi chiều",
    )
    assert part_of(document.meta, passage.model_copy(update={"heading_path": path})) is PlanPart.FORM
    # A heading that is a sentence speaks of the subject.
    sentence = (
        "II. NỘI DUNG",
        "2. Nói rõ mục tiêu, ý nghĩa của việc trồng tre với đời sống của bà con trong xã",
    )
    assert part_of(document.meta, passage.model_copy(update={"heading_path": sentence})) is PlanPart.CONTENT


def test_roles_and_the_opening_need_no_heading() -> None:
    document = plan("kh", "Kế hoạch", [("x", "Thực hiện Quyết định số 1 của huyện.")])
    passage = next(iter(passages(document))).model_copy(update={"heading_path": ()})
    closing = passage.model_copy(update={"role": SectionRole.CLOSING})
    assert part_of(document.meta, passage) is PlanPart.BASIS
    assert part_of(document.meta, closing) is PlanPart.REPORT
    assert part_of(document.meta.model_copy(update={"kind": DocumentKind.LAW}), passage) is None


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("bamboo"), (BAMBOO,)) as small:
        yield small


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("trồng tre thì tiền lấy đâu ra", PlanPart.BUDGET),
        ("trong tre xong phai bao lai cho ai, han ngay nao", PlanPart.REPORT),
        ("trồng tre để làm gì vậy", PlanPart.PURPOSE),
        ("ai lo vụ trồng tre", PlanPart.ORGANISATION),
    ],
)
def test_a_plan_is_asked_for_by_its_part(village: World, question: str, part: PlanPart) -> None:
    """Also where nothing else tells how it is asked for: plans are built alike."""
    intent = village.retriever.read(question).intent
    assert max(intent.parts, key=intent.parts.__getitem__) is part
    first = village.retriever.search(village.retriever.read(question), 1)[0]
    assert village.index.facets.part(first.row) is part
