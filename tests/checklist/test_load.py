from scanner.checklist.load import load


def test_items_come_in_the_order_of_the_checklist() -> None:
    items = load()
    sections = list(dict.fromkeys(item.section for item in items))
    assert sections[0] == "Pre-Deployment Requirements" and sections[-1] == "Final Sign-Off"
    assert all(item.id and item.text and item.group for item in items)
