# A little shop: classes, properties, exceptions, sorting, formatting, context managers.
class OutOfStock(Exception):
    def __init__(self, item, wanted):
        super().__init__(f"only {item.stock} of {item.name}, wanted {wanted}")
        self.item = item


class Item:
    def __init__(self, name, price, stock=0):
        self.name, self.price, self.stock = name, price, stock

    def __lt__(self, other):
        return (self.price, self.name) < (other.price, other.name)

    def __str__(self):
        return f"{self.name:<8}{self.price:>8.2f}{self.stock:>4d}"


class Perishable(Item):
    def __init__(self, *args, days, **kw):
        super().__init__(*args, **kw)
        self.days = days

    def __str__(self):
        return super().__str__() + f" ({self.days} day{'s' * (self.days != 1)})"


class Shop:
    def __init__(self, *items):
        self._items = {i.name: i for i in items}
        self.log = []

    def __getitem__(self, name):
        try:
            return self._items[name]
        except KeyError:
            raise LookupError(f"no {name} here") from None

    def __iter__(self):
        return iter(sorted(self._items.values()))

    def __len__(self):
        return sum(i.stock for i in self)

    def __contains__(self, name):
        return name in self._items

    @property
    def value(self):
        return sum(i.price * i.stock for i in self)

    def sell(self, name, n=1):
        item = self[name]
        if item.stock < n:
            raise OutOfStock(item, n)
        item.stock -= n
        self.log.append((name, n))
        return n * item.price

    def order(self):
        return Order(self)


class Order:
    """Everything or nothing."""

    def __init__(self, shop):
        self.shop, self.total = shop, 0

    def __enter__(self):
        self.saved = {i.name: i.stock for i in self.shop}
        self.logged = len(self.shop.log)
        return self

    def take(self, name, n=1):
        self.total += self.shop.sell(name, n)
        return self

    def __exit__(self, kind, error, tb):
        if kind is not None:
            for name, stock in self.saved.items():
                self.shop[name].stock = stock
            del self.shop.log[self.logged :]
            print("order dropped:", error)
        return kind is not None and issubclass(kind, (OutOfStock, LookupError))


shop = Shop(Item("pen", 1.5, 10), Item("book", 12.99, 3), Perishable("milk", 0.99, 20, days=5), Perishable("bread", 1.5, 4, days=1))
for item in shop:
    print(item)
print(len(shop), f"{shop.value:.2f}", "pen" in shop, "gold" in shop)
with shop.order() as order:
    order.take("pen", 2).take("milk")
print(f"{order.total:.2f}", len(shop), shop.log)
with shop.order() as order:
    order.take("book").take("bread", 9)
with shop.order() as order:
    order.take("book").take("gold")
print(len(shop), shop.log, shop["book"].stock)
try:
    with shop.order() as order:
        order.take("pen").take("milk", "two")
except TypeError as e:
    print("TypeError", len(shop))

#: expect
#| milk        0.99  20 (5 days)
#| bread       1.50   4 (1 day)
#| pen         1.50  10
#| book       12.99   3
#| 37 79.77 True False
#| 3.99 34 [('pen', 2), ('milk', 1)]
#| order dropped: only 4 of bread, wanted 9
#| order dropped: no gold here
#| 34 [('pen', 2), ('milk', 1)] 3
#| order dropped: '<' not supported between instances of 'int' and 'str'
#| TypeError 34
