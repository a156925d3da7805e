"""月卡产品同步: the kinds of cards that a lot sells, told when they are published or changed."""

import pytest


@pytest.mark.proves("27", "Single interfaces 27")
def test_a_product_arrives_when_it_is_published_and_when_it_changes(site, lot):
    product = {"number": "P1", "name": "月租卡", "kind": "M", "price": 30000, "months": 1, "on_sale": 1, "changed_by": "王芳"}
    times = {"begins": "2025-01-01 00:00:00", "ends": "2025-12-31 23:59:59", "changed": "2025-06-02 10:00:00"}
    lot.insert("products", **product, **times)
    told = site.arrives("monthly_card_product", productId="P1")
    assert told == {
        "productId": "P1",
        "productName": "月租卡",
        "inIdentity": 0,
        "price": 300,
        "months": 1,
        "beginTime": "2025-01-01 00:00:00",
        "endTime": "2025-12-31 23:59:59",
        "status": 1,
        "operatorName": "王芳",
        "operatorTime": "2025-06-02 10:00:00",
    }
    lot.run("UPDATE products SET price = 28050, on_sale = 0 WHERE number = 'P1'")
    assert site.arrives("monthly_card_product", productId="P1", price=280.5) == {**told, "price": 280.5, "status": 0}
