"""The twenty tables of `schema/`, as a user of SQLAlchemy writes them, without a naming convention.

`python models.py` writes what `create_all` runs beside this file: `sqlite.sql` and `postgresql.sql`. Needs SQLAlchemy and
psycopg2, and no database. `cargo test -p aludel-codegen --test beside_sqlalchemy` compares these texts with ours.
"""

import enum
import pathlib
import uuid
from datetime import date, datetime, time

from sqlalchemy import (
    JSON, REAL, BigInteger, CheckConstraint, Column, Computed, Date, DateTime, Double, Enum, ForeignKey,
    ForeignKeyConstraint, Index, Integer, LargeBinary, Numeric, SmallInteger, String, Table, Text, Time,
    UniqueConstraint, Uuid, create_mock_engine, func, text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class OrderStatus(enum.Enum):
    open = "open"
    paid = "paid"
    shipped = "shipped"


class Country(Base):
    __tablename__ = "countries"
    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    born: Mapped[date | None]
    is_active: Mapped[bool] = mapped_column(server_default=text("TRUE"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    __table_args__ = (Index("ix_customers_lower_email", text("lower(email)")),)


class Address(Base):
    __tablename__ = "addresses"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    country_code: Mapped[str] = mapped_column(String(2), ForeignKey("countries.code"))
    street: Mapped[str] = mapped_column(Text)


class Department(Base):
    __tablename__ = "departments"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    head_id: Mapped[int | None] = mapped_column(
        ForeignKey("employees.id", name="fk_departments_head_id_employees", use_alter=True))


class Employee(Base):
    __tablename__ = "employees"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id", ondelete="SET NULL"))


class Supplier(Base):
    __tablename__ = "suppliers"
    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


class Category(Base):
    __tablename__ = "categories"
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)
    parent_id: Mapped[int | None] = mapped_column(SmallInteger, ForeignKey("categories.id"))


class Product(Base):
    __tablename__ = "products"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    category_id: Mapped[int] = mapped_column(SmallInteger, ForeignKey("categories.id"))
    supplier_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("suppliers.id"))
    name: Mapped[str] = mapped_column(String(120), index=True)
    price: Mapped[float] = mapped_column(Numeric(10, 2))
    weight: Mapped[float | None] = mapped_column(Double)
    details: Mapped[dict | None] = mapped_column(JSON)
    picture: Mapped[bytes | None] = mapped_column(LargeBinary)
    __table_args__ = (CheckConstraint("price >= 0"),)


product_tags = Table(
    "product_tags", Base.metadata,
    Column("product_id", BigInteger, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", Integer, ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True),
)


class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(30), unique=True)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="RESTRICT"))
    status: Mapped[OrderStatus] = mapped_column(Enum(OrderStatus), server_default="open")
    placed: Mapped[datetime] = mapped_column(DateTime, server_default=func.now())
    note: Mapped[str] = mapped_column(Text, server_default="")
    __table_args__ = (
        Index("ix_orders_open", "customer_id", sqlite_where=text("status = 'open'"),
              postgresql_where=text("status = 'open'")),
    )


class OrderLine(Base):
    __tablename__ = "order_lines"
    order_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"))
    quantity: Mapped[int] = mapped_column(server_default=text("1"))
    price: Mapped[float] = mapped_column(Numeric(10, 2))
    total: Mapped[float | None] = mapped_column(Numeric(12, 2), Computed("quantity * price", persisted=True))
    __table_args__ = (CheckConstraint("quantity > 0"),)


class Shipment(Base):
    __tablename__ = "shipments"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int] = mapped_column(SmallInteger)
    sent: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    __table_args__ = (
        ForeignKeyConstraint(["order_id", "position"], ["order_lines.order_id", "order_lines.position"]),
    )


class Payment(Base):
    __tablename__ = "payments"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    order_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("orders.id"), unique=True)
    amount: Mapped[float] = mapped_column(Numeric(20, 4))


class Review(Base):
    __tablename__ = "reviews"
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), primary_key=True)
    stars: Mapped[int] = mapped_column(SmallInteger)
    body: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (CheckConstraint("stars BETWEEN 1 AND 5"),)


class Warehouse(Base):
    __tablename__ = "warehouses"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    opens: Mapped[time | None] = mapped_column(Time)
    latitude: Mapped[float | None] = mapped_column(REAL)


class Stock(Base):
    __tablename__ = "stock"
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouses.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("products.id"), primary_key=True)
    pieces: Mapped[int] = mapped_column(BigInteger)


class Coupon(Base):
    __tablename__ = "coupons"
    id: Mapped[int] = mapped_column(primary_key=True)
    shop: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(20))
    __table_args__ = (UniqueConstraint("shop", "code"), Index("ix_coupons_code_shop", "code", "shop"))


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column("Name", unique=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))


class Setting(Base):
    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict] = mapped_column(JSON)


assert len(Base.metadata.tables) == 20
for dialect in ("sqlite", "postgresql"):
    said = []
    engine = create_mock_engine(
        f"{dialect}://", lambda sql, *_, **__: said.append(str(sql.compile(dialect=engine.dialect)).strip()))
    Base.metadata.create_all(engine, checkfirst=False)
    lines = "\n\n".join(f"{sql};" for sql in said).splitlines()
    pathlib.Path(__file__).with_name(f"{dialect}.sql").write_text("\n".join(line.rstrip() for line in lines) + "\n")
