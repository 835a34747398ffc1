//! The methods by which queries are built, for [`Query`](crate::query::Query) and [`BoundQuery`](crate::query::BoundQuery).

/// The building methods; `$core` names the path to the core.
macro_rules! building {
    ($($core:ident).+) => {
        /// Adds a condition; several are joined with AND.
        pub fn filter(mut self, condition: impl Condition) -> Self {
            self.$($core).+.filters.push(condition.into_condition().node);
            self
        }

        /// Adds the condition that `column` equals `value`.
        pub fn filter_by<M, T, N: Nullability>(mut self, column: Column<M, T, N>, value: impl IntoExpr<T>) -> Self {
            let condition = compare(Node::Column(column.column), N::NULLABLE, "=", value.into_operand());
            self.$($core).+.filters.push(condition.node);
            self
        }

        /// Joins: `.join(User::addresses)` along a relationship, `.join(User::addresses.to(&alias))` to an alias,
        /// `.join(entity::<Address>())` on the one foreign key that there is, `.join(entity::<Address>().on(condition))`
        /// and `.join(subquery.on(condition))` on a condition.
        pub fn join(self, other: impl Joinable) -> Self {
            self.joined(JoinKind::Inner, other.into_on())
        }

        /// The same as a `LEFT OUTER JOIN`: rows without a partner stay, with NULL in its columns. What is selected of
        /// the partner is marked `.nullable()`.
        pub fn outer_join(self, other: impl Joinable) -> Self {
            self.joined(JoinKind::LeftOuter, other.into_on())
        }

        /// The same as a `FULL OUTER JOIN`: rows of either side stay. What is selected of both sides is marked
        /// `.nullable()`.
        pub fn full_outer_join(self, other: impl Joinable) -> Self {
            self.joined(JoinKind::FullOuter, other.into_on())
        }

        /// Every row with every row of another.
        pub fn cross_join(self, other: impl Joinable) -> Self {
            self.joined(JoinKind::Cross, other.into_on())
        }

        fn joined(mut self, kind: JoinKind, on: On) -> Self {
            self.$($core).+.joins.push(Join { kind, link: on.0 });
            self
        }

        /// Names what the query selects from, first of all: `.select_from(entity::<User>())`.
        pub fn select_from(mut self, source: impl Joinable) -> Self {
            match source.into_on().0 {
                Link::On(source, None) => self.$($core).+.from.push(source),
                _ => self.$($core).+.filters.push(Node::refused(
                    "`select_from` takes an entity or a subquery, without a condition: `.join(...)` has conditions",
                )),
            }
            self
        }

        /// Adds to GROUP BY.
        pub fn group_by(mut self, expressions: impl Expressions) -> Self {
            self.$($core).+.group_by.extend(nodes(expressions));
            self
        }

        /// Adds a condition on groups, where aggregates can stand.
        pub fn having(mut self, condition: impl Condition) -> Self {
            self.$($core).+.having.push(condition.into_condition().node);
            self
        }

        /// Adds to ORDER BY.
        pub fn order_by(mut self, ordering: impl IntoOrdering) -> Self {
            ordering.into_ordering(&mut self.$($core).+.order);
            self
        }

        /// At most `rows` rows.
        pub fn limit(mut self, rows: u64) -> Self {
            self.$($core).+.limit = Some(rows);
            self
        }

        /// Without the first `rows` rows.
        pub fn offset(mut self, rows: u64) -> Self {
            self.$($core).+.offset = Some(rows);
            self
        }

        /// The rows `range.start..range.end`, counted from 0 in what the query gives so far: slices of slices add up.
        pub fn slice(mut self, range: std::ops::Range<u64>) -> Self {
            let core = &mut self.$($core).+;
            let rows = range.end.saturating_sub(range.start);
            let left = core.limit.map_or(u64::MAX, |limit| limit.saturating_sub(range.start));
            core.offset = Some(core.offset.unwrap_or(0).saturating_add(range.start));
            core.limit = Some(rows.min(left));
            self
        }

        /// Each row once.
        pub fn distinct(mut self) -> Self {
            self.$($core).+.distinct = Distinct::Rows;
            self
        }

        /// The first row, in the order of the query, of those that are equal in some expressions: PostgreSQL's
        /// `DISTINCT ON`. SQLite refuses it.
        pub fn distinct_on(mut self, expressions: impl Expressions) -> Self {
            self.$($core).+.distinct = Distinct::On(nodes(expressions).collect());
            self
        }

        /// SQL of the program's own in place of the query: its rows are read as what the query selects, entities and
        /// columns by their names, in any order.
        pub fn from_statement(mut self, statement: Text) -> Self {
            self.$($core).+.statement = Some(statement);
            self
        }

        /// Says how relationships are loaded: `.options(selectinload(User::addresses))`, one option or a tuple of them.
        pub fn options(mut self, options: impl LoadOptions) -> Self {
            options.add_to(&mut self.$($core).+.options);
            self
        }

        /// Has the rows overwrite objects that the session has, edits and all, and loading options load what is loaded
        /// already.
        pub fn populate_existing(mut self) -> Self {
            self.$($core).+.populate_existing = true;
            self
        }

        /// Locks the rows until the transaction ends: `FOR UPDATE` on PostgreSQL. On SQLite, which has but one writer,
        /// the transaction becomes that one.
        pub fn with_for_update(mut self) -> Self {
            self.$($core).+.lock.get_or_insert_default();
            self
        }

        /// Of a lock: a row that is locked already is an error at once, which `is_retryable()`.
        pub fn nowait(mut self) -> Self {
            self.$($core).+.lock.get_or_insert_default().wait = Wait::No;
            self
        }

        /// Of a lock: rows that are locked already are left out. SQLite refuses it.
        pub fn skip_locked(mut self) -> Self {
            self.$($core).+.lock.get_or_insert_default().wait = Wait::Skip;
            self
        }

        /// Of a lock: others may lock the rows for reading too, `FOR SHARE`.
        pub fn for_share(mut self) -> Self {
            self.$($core).+.lock.get_or_insert_default().read = true;
            self
        }

        /// Of a lock: only the rows of this element of FROM are locked; may be said of several.
        pub fn lock_of(mut self, source: impl Joinable) -> Self {
            if let Link::On(source, _) = source.into_on().0 {
                self.$($core).+.lock.get_or_insert_default().of.push(source);
            }
            self
        }
    };
}

pub(crate) use building;
