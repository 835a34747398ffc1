//! The codes of mistakes. A code keeps its meaning for ever; one that is given up is not used again.

use std::fmt;

macro_rules! codes {
    ($($code:literal $name:ident $title:literal $page:literal)*) => {
        /// Which rule a mistake breaks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(
                #[doc = concat!("`", $code, "`: ", $title, ".\n\n", $page)]
                $name,
            )*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// The code as it is printed: `A0101`.
            pub fn id(self) -> &'static str {
                match self { $(Code::$name => $code),* }
            }

            /// What it is about, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title),* }
            }

            /// Why it is a mistake and how it is mended.
            pub fn page(self) -> &'static str {
                match self { $(Code::$name => $page),* }
            }
        }
    };
}

codes! {
    "A0001" Unreadable "a file or folder that cannot be read"
        "The schema folder, or a file in it, could not be opened or read. The message has the system's reason."
    "A0002" NoSchema "a folder without schema files"
        "Every `*.toml` in the schema folder and the folders below it is read, except names that begin with a dot. There was none."
    "A0003" NotUtf8 "a file that is not UTF-8"
        "TOML is UTF-8. The place is that of the first byte that is not."
    "A0004" Syntax "a file that is not TOML"
        "What TOML's grammar does not allow, a key given twice among it. Only the first such mistake of a file is shown, since it often brings forth others."

    "A0009" Defect "a defect of Aludel"
        "No rule is broken, and yet the schema does not hold together. Please report it."

    "A0101" UnknownKey "a key that is not known here"
        "Each place in a schema file has its keys. The key may be misspelled, or belong to another place."
    "A0102" WrongType "a value of the wrong TOML type"
        "Each key takes values of certain TOML types: `nullable = true`, not `nullable = \"true\"`."
    "A0103" UnknownWord "a word that is not one of those allowed"
        "Some keys take one of a few words, such as the types of columns."
    "A0104" OutOfRange "a number out of range"
        "Some keys take numbers within limits."
    "A0105" MissingKey "a key that is required"
        "A model needs `table` and `columns`, a column a `type` or an `enum`, and so on. No name is guessed."
    "A0106" Empty "something that may not be empty"
        "A list of columns or values, a name, or an expression without anything in it."
    "A0107" Conflict "keys that exclude each other"
        "A column has a `type` or an `enum`, a `default` or a `server_default`; a relationship is one of `belongs_to`, `has_one` and `has_many`."
    "A0108" SecondSettings "settings in two files"
        "`[settings]` stands in at most one file of a schema folder."
    "A0109" RepeatedWord "a list that has a word twice"
        "Each hook is called once, and each mixin mixed in once: they are listed once."

    "A0201" RustName "a name that Rust cannot have"
        "The names of models, enums, columns and relationships become names in Rust: ASCII letters, digits and underscores, models and enums as `OrderLine`, the others as `order_line`. What the database calls a table or column is free: `table` and `column` say it, and `rust_name` says another name for Rust. Keywords need nothing: they become raw identifiers."
    "A0202" DatabaseName "a name that a database cannot have"
        "Names in the database are written in quotes, so that almost any text will do: not an empty one, not more than 63 bytes (PostgreSQL cuts the rest off), no quotes and no control characters, and none that a database keeps for itself. PostgreSQL finds its own types and tables before ours where no `schema` is said: no enum there is called `date`, `line` or `name`, and no table begins with `pg_`."
    "A0203" DuplicateName "a model or enum that is defined twice"
        "Models and enums share one namespace over all files of a schema folder."
    "A0204" DuplicateTable "a table that is defined twice"
        "Two models in one table, or a model and a `[table.x]` of the same name. SQLite compares names without regard to case."
    "A0205" DuplicateColumn "two columns of one name in the database"
        "Two columns of a table have the same name in the database, perhaps by `column`. SQLite compares names without regard to case."
    "A0206" NameCollision "two names of a model that are the same in Rust"
        "Columns and relationships share a namespace, as constants of the model and as setters of its builder. A column whose constant would hide a function gets an underscore behind it, which may meet another column. `rust_name` is the cure."
    "A0207" TypeCollision "two generated types or modules of one name"
        "For a model `User` the types `User`, `NewUser` and `UserAlias` and a module `user` are generated; no other model or enum may need one of these names. `rust_name` is the cure."
    "A0208" DuplicateValue "an enum's value that is there twice"
        "The values of an enum differ, and so do the names of their variants in Rust. `{ value = \"...\", rust_name = \"...\" }` gives a variant another name."
    "A0209" DuplicateConstraint "two constraints or indexes of one name"
        "Tables, indexes, primary keys and unique constraints share a namespace in the database; foreign keys and checks have one in each table. A `name` is the cure."
    "A0210" DocText "a doc text with control characters"
        "Doc texts become documentation comments, in which control characters and characters that turn the direction of writing are not allowed."
    "A0211" MixinConflict "a mixin that brings what is there already"
        "A column or relationship of a mixin has the name of one of the model's own, or of another mixin's. One of them takes another name, or goes; two columns of a table cannot be merged."
    "A0212" MixinForModel "a mixin with something that needs a model"
        "A table without a model has no struct: no relationships, no versions, and no defaults but the database's (`server_default`). A mixin that has them is for models."
    "A0213" Naming "a naming convention that cannot be followed"
        "A convention of `[settings.naming]` is text with SQLAlchemy's tokens in it: `%(table_name)s`, `%(column_0_name)s` (and `1`, `2`, ..., or `0N` and `0_N` for all of them; `_key` or `_label` in place of `_name`), for foreign keys `%(referred_table_name)s` and `%(referred_column_0_name)s`, for checks `%(constraint_name)s`."
    "A0214" RenamedFrom "a former name that is still in use"
        "`renamed_from` says what a table or column was called before, so that a migration renames it. What it was called before is not the name of another one that is there, and of no second one that was renamed. When the migration has been written the key may go."

    "A0301" UnknownModel "a model that is not there"
        "A relationship names a model that no file of the folder defines."
    "A0302" UnknownTable "a table that is not there"
        "`references` and `through` name tables, as the database calls them, not models."
    "A0303" UnknownColumn "a column that is not there"
        "Columns are named as their keys in the schema file, whatever the database or Rust calls them."
    "A0304" UnknownEnum "an enum that is not there"
        "`enum` names an enum that no file of the folder defines."
    "A0305" UnknownRelationship "a relationship that is not there"
        "`back_populates` names the relationship of the other model that is the same link seen from there."
    "A0306" UnknownMixin "a mixin that is not there"
        "`mixins` names a mixin that no file of the folder defines."
    "A0307" UnknownSequence "a sequence that is not there"
        "`next` names a sequence that no file of the folder defines: `[sequence.order_numbers]`."

    "A0401" Length "a length where there can be none"
        "`length` limits the characters of a `string`."
    "A0402" Precision "a numeric without a fitting precision and scale"
        "A `numeric` has a `precision` of 1 to 28 digits, and a `scale` of at most as many behind the point; no other type has either."
    "A0403" NullableKey "a primary key that may be NULL"
        "The columns of a primary key are NOT NULL."
    "A0404" KeyType "a primary key of a type that cannot be one"
        "Floating point numbers, intervals, JSON and bytes do not identify a row reliably."
    "A0405" Version "a version that cannot be one"
        "The version of a row is a smallint, integer or bigint, which counts, or a datetime or timestamptz, which says when the row was last written. It is not NULL, has no default and is no part of a key. A model has one at most."
    "A0406" UpdateDefault "an update default that makes no sense"
        "The columns of a primary key and the version do not take a new value because another column changes."
    "A0407" DefaultValue "a default that the column cannot hold"
        "A default has the type of its column, fits its length, range, precision and scale, and is a date that there is."
    "A0408" UnknownValue "a value that the enum does not have"
        "The default of a column with an `enum` is one of its values."
    "A0409" ConstantKey "a primary key with a constant default"
        "Every row would get the same key, and the second would be refused."
    "A0410" SensitiveDisplay "a sensitive column that is displayed"
        "The values of a `sensitive` column are kept out of logs and messages; `display` would put them there."
    "A0411" MissingDialect "a SQL text that one of the databases lacks"
        "SQL that is given one database at a time is given for each that `[settings] dialects` names; it names all where nothing is said."
    "A0412" SqlText "a SQL text that would not end where it should"
        "An expression is put into a statement as it is written: its quotes and brackets are closed, and it has no semicolon, no comment and no NUL in it."
    "A0413" MissingColumns "a model or table without columns"
        "A table has one column at least."
    "A0414" PostgresqlOnly "something that SQLite does not have"
        "Schemas, arrays, some types and other things that only PostgreSQL has stand in schema files that are for PostgreSQL alone: `[settings] dialects = [\"postgresql\"]`."
    "A0415" IndexMethod "an index whose method cannot do what it says"
        "PostgreSQL's methods of indexes differ: only a `btree` is unique, only `btree`, `gist` and `spgist` keep further columns (`include`), and a `hash` is of one column."
    "A0416" Computed "a computed column that something else would set"
        "The database computes the column and takes no value for it: it has no default, is no version, and is in no key. PostgreSQL keeps it in its row (`stored`); SQLite may also compute it when it is read."
    "A0417" Numbers "numbers that cannot be counted"
        "`identity` and `autoincrement` say how the database numbers a key: the only column of a primary key, a whole number with no default and no reference. The first number lies between the least and the greatest. `server_default = { next = \"...\" }` is for whole numbers."
    "A0420" RustType "a Rust type that a column cannot have"
        "`rust_type` is the path of a type that is `aludel::ColumnType`, as the whole program sees it: `crate::Email`, `my_types::Money`. A version has none: the flush counts it."

    "A0421" Array "an array where a single value must be"
        "A column with `array = true` holds a list. It is in no primary key, refers to no table, and is no version of its row."

    "A0501" NoPrimaryKey "a model without a primary key"
        "Objects are told apart by their primary key: `primary_key = true` at a column, or at several for a composite key."
    "A0502" PrimaryKeyTwice "a primary key that is said twice and differently"
        "Either the columns say `primary_key = true`, or the table lists them: `primary_key = [\"a\", \"b\"]`."
    "A0503" RepeatedColumn "a column that a list names twice"
        "A key, constraint, index, order or display names a column once."

    "A0601" Reference "a reference that is not `table.column`"
        "A foreign key refers to a table as the database calls it and a column as the schema file calls it, with a point between. The columns of a composite one are all of one table, as many as there are columns that refer."
    "A0602" NotUnique "a reference to what is not unique"
        "A foreign key refers to the primary key of a table, or to columns that are unique together."
    "A0603" ForeignKeyType "a foreign key of another type than what it refers to"
        "Both columns have the same type."
    "A0604" SetNull "`set null` on a column that is NOT NULL"
        "The database could not do it. `nullable = true` lets it."
    "A0605" SetDefault "`set default` on a column without a server default"
        "The database has nothing to set it to."

    "A0701" NoForeignKey "a relationship without a foreign key"
        "`belongs_to` needs a foreign key from the model's table to the other's, `has_one` and `has_many` one from the other's table to the model's."
    "A0702" AmbiguousForeignKey "a relationship that fits several foreign keys"
        "`foreign_key` says which: the column or columns that refer."
    "A0703" OneSided "a `back_populates` without its answer"
        "Both sides of a link name each other."
    "A0704" Disagree "two sides of a link that do not fit together"
        "The two name each other, lead to each other's model, use the same foreign key, and one is `belongs_to` where the other is `has_one` or `has_many`; or both are `has_many` through the same table."
    "A0705" Through "a table between that does not join the two"
        "The table of `through` has a foreign key to each side."
    "A0706" HasOne "a `has_one` that could be many"
        "The columns that refer are unique: `unique = true`."
    "A0707" Cascade "a cascade that makes no sense"
        "`delete-orphan` needs `delete`, and makes sense only for what belongs to one parent: at `has_one`, or at `has_many` without `through`."
    "A0708" SenselessKey "a key that this kind of relationship does not have"
        "`through`, `order_by` and `lazy = \"write_only\"` are for collections, `passive_deletes` for `has_one` and `has_many`."
    "A0709" UnsaidDelete "a delete that nobody sees to"
        "The children of this relationship cannot be without a parent: their foreign key is NOT NULL. What happens to them when the parent is deleted must be said: `on_delete = \"cascade\"` or `\"restrict\"` at the foreign key, or `cascade = \"all, delete-orphan\"` or `passive_deletes = true` at the relationship. The rows of a table between are deleted with either side, unless `passive_deletes` leaves them to the database: then its foreign key says `on_delete`."
    "A0710" Unpaired "two ends of one link that do not name each other"
        "A `belongs_to` and a `has_many` or `has_one` that follow the same foreign key, or two `has_many` through the same table, one from each side, are one link: they are written together, and must agree in memory. `back_populates` at both says so. A link with one end only needs nothing."
    "A0711" UnfilledBetween "a table between with a column that nothing fills"
        "Linking two objects inserts a row of the table between that has their keys and nothing else. Any other column of it may be NULL or has a `server_default`; a table with more to say is a model of its own, linked by `has_many` and `belongs_to`."

    "A0801" Derive "a trait that cannot be derived"
        "`derive` names traits by their paths, as the generated module sees them: `Hash` of the standard library, `schemars::JsonSchema` of another crate. Models derive Clone, Debug and PartialEq, enums Copy, Eq, PartialOrd, Ord and Hash too; JSON comes with the feature `serde` of Aludel. Numbers with a point have no `Eq`, `Ord` or `Hash`."
    "A0802" Attribute "an attribute that cannot be"
        "`attributes` is for the attributes of your derives: what stands between `#[` and `]`. What keys of the schema say, is said by them; conditions are not possible, since generated code is the same everywhere."
    "A0803" JsonName "two names that are one in JSON"
        "Each field of a model has a name of its own in JSON: its name in Rust, in the case that `rename_all` says, or what `rename` says. The texts of an enum's values differ likewise."
    "A0804" JsonOption "a field that JSON cannot lack"
        "A field that JSON passes over is `None` when an object is read from it, so that it must be an `Option`: the column may be NULL, or the database or a relationship fills it."
    "A0805" Extra "metadata that JSON cannot hold"
        "What stands under the key `x` is for your own tools, which read it as JSON: it has no infinite numbers, no NaN and no numbers of more than 64 bits. Dates and times are strings to them."

    "A0901" View "a view where only a table can be"
        "A view is read, and neither database has foreign keys to one. Relationships of models are kept in step by what a session writes, so that they do not lead to views; those of a view lead to models."
    "A0902" ViewCircle "views that need each other"
        "A view is made after those that its query reads. Two that read each other, perhaps through others, cannot both be made first, and no database could compute them."

    "W0001" UnindexedForeignKey "a foreign key without an index"
        "Where a row is deleted, or its key changes, the database looks for rows that refer to it; without an index it reads all of them, for each row. A query from a parent to its children does the same. Every foreign key has an index unless `index = false` leaves it out; a primary key or unique constraint that begins with its columns serves as one."
    "W0002" ReservedWord "a name that is a word of SQL"
        "Aludel writes such a name between quotes, and so must everybody who writes SQL by hand. A plural (`orders`, `users`) is no word of SQL."
    "W0003" UnusedTable "a table that nothing uses"
        "A table without a model has no type in Rust: it is there for relationships that go through it, or for foreign keys. One that has neither is left over, or was to be a model."
    "W0004" UnusedEnum "an enum that nothing uses"
        "No column has the enum as its type."
    "W0005" UnusedMixin "a mixin that nothing uses"
        "No model or table names the mixin in its `mixins`."
    "W0006" RedundantIndex "an index that brings nothing"
        "An index on `a` and one on `a, b` find rows by `a` alike; the first costs space, and time at every write. Primary keys and unique constraints have indexes of their own."
    "W0007" MissingDocs "something without a `doc`"
        "The `doc` of a model or column is what its readers see in Rust and in the pages of `aludel docs`. Nothing is said of it unless `[settings.lints]` has `missing_docs = \"warn\"` or `\"deny\"`."
    "W0008" ForeignKeyRustType "a foreign key with another Rust type than its target"
        "The database compares the two, and sessions keep them in step by their stored forms; but Rust does not compare values of two types, and a key of one is no key of the other. Where both ends have one `rust_type`, a foreign key can be handed to `get`."
}

impl Code {
    /// Whether it is a warning: allowed, unless `[settings.lints]` denies it.
    pub fn is_lint(self) -> bool {
        self.id().starts_with('W')
    }

    /// Whether it is about a whole file or folder, so that there is no line to show.
    pub(crate) fn is_about_a_file(self) -> bool {
        matches!(self, Code::Unreadable | Code::NoSchema | Code::Defect)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}
