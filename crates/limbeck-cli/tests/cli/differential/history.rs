//! Histories made from a number: every step is valid after those before it.

/// The database that a history is for: not all can do everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Postgresql,
    Mysql,
    Sqlite,
}

/// How many revisions a history has.
const REVISIONS: usize = 8;

/// The scripts of a history: their paths and texts.
pub fn history(kind: Kind, seed: u64) -> Vec<(String, String)> {
    let mut state = State {
        kind,
        numbers: Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
        tables: Vec::new(),
        made: 0,
    };
    let mut scripts = Vec::new();
    for number in 1..=REVISIONS {
        let operations: Vec<(String, String)> = (0..3).map(|_| state.operation()).collect();
        let up: String = operations.iter().map(|(up, _)| up.as_str()).collect();
        let down: String = operations
            .iter()
            .rev()
            .map(|(_, down)| down.as_str())
            .collect();
        let before = match number {
            1 => "None".to_owned(),
            _ => format!("'r{:02}'", number - 1),
        };
        scripts.push((
            format!("migrations/versions/r{number:02}.py"),
            format!(
                "\"\"\"step {number}\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\n\
                 from sqlalchemy.dialects import mysql, postgresql\n\n\
                 revision = 'r{number:02}'\ndown_revision = {before}\n\n\ndef upgrade():\n{up}\n\n\
                 def downgrade():\n{down}\n\n"
            ),
        ));
    }
    scripts
}

/// Numbers that look random (xorshift) and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("it is small")
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

struct Table {
    name: String,
    /// Columns beside `id`, with their types and whether they may be null.
    columns: Vec<(String, &'static str, bool)>,
    /// The columns with a unique constraint.
    unique: Vec<String>,
}

struct State {
    kind: Kind,
    numbers: Numbers,
    tables: Vec<Table>,
    made: usize,
}

impl State {
    /// The next operation and what undoes it, as lines of Python.
    fn operation(&mut self) -> (String, String) {
        if self.tables.is_empty() {
            return self.create_table();
        }
        match self.numbers.below(8) {
            0 => self.create_table(),
            1 | 2 => self.add_column(),
            3 => self.index(),
            4 => self.unique(),
            5 => self.foreign_key(),
            6 => self.alter_column(),
            _ => self.comment_or_rename(),
        }
    }

    fn name(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}{}", self.made)
    }

    fn data_type(&mut self) -> &'static str {
        let common = [
            "sa.Integer()",
            "sa.String(30)",
            "sa.String(length=200)",
            "sa.Numeric(10, 2)",
            "sa.Boolean()",
            "sa.Date()",
            "sa.DateTime()",
            "sa.SmallInteger()",
            "sa.Float()",
        ];
        let own: &[&'static str] = match self.kind {
            Kind::Postgresql => &[
                "postgresql.JSONB()",
                "postgresql.UUID()",
                "postgresql.ARRAY(sa.Integer())",
                "postgresql.TIMESTAMP(timezone=True)",
                "postgresql.INET()",
            ],
            Kind::Mysql => &[
                "mysql.TINYINT(unsigned=True)",
                "mysql.MEDIUMTEXT()",
                "mysql.ENUM('a', 'b')",
                "mysql.DATETIME(fsp=3)",
                "sa.JSON()",
            ],
            Kind::Sqlite => &["sa.Text()", "sa.LargeBinary()", "sa.JSON()"],
        };
        let number = self.numbers.below(common.len() + own.len());
        common
            .get(number)
            .or_else(|| own.get(number - common.len()))
            .expect("in range")
    }

    /// A column with what a new one may have beside its type.
    fn column(&mut self, on_existing_rows: bool) -> (String, &'static str, bool, String) {
        let name = self.name("c");
        let data_type = self.data_type();
        let default = match data_type {
            "sa.Integer()" | "sa.SmallInteger()" => ", server_default='7'",
            "sa.String(30)" => ", server_default=\"it's\"",
            "sa.Boolean()" => ", server_default=sa.false()",
            _ => "",
        };
        let default = if self.numbers.below(2) == 0 {
            default
        } else {
            ""
        };
        let nullable = default.is_empty() && on_existing_rows || self.numbers.below(3) > 0;
        let text = format!(
            "sa.Column('{name}', {data_type}, nullable={}{default})",
            python(nullable)
        );
        (name, data_type, nullable, text)
    }

    fn create_table(&mut self) -> (String, String) {
        let name = self.name("t");
        let mut columns = Vec::new();
        let mut texts = String::new();
        for _ in 0..=self.numbers.below(3) {
            let (column, data_type, nullable, text) = self.column(false);
            texts.push_str(&format!("        {text},\n"));
            columns.push((column, data_type, nullable));
        }
        let key = self.numbers.pick(&[
            "sa.Column('id', sa.Integer(), primary_key=True),",
            "sa.Column('id', sa.Integer(), nullable=False),\n        sa.PrimaryKeyConstraint('id'),",
            "sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),\n        \
             sa.PrimaryKeyConstraint('id', name='pk_NAME'),",
        ]);
        let key = key.replace("NAME", &name);
        // MariaDB has no CHECK over a column that counts by itself.
        let check = match self.numbers.below(3) {
            0 if self.kind != Kind::Mysql => {
                format!("        sa.CheckConstraint('id > 0', name='ck_{name}'),\n")
            }
            _ => String::new(),
        };
        let up = format!(
            "    op.create_table(\n        '{name}',\n        {key}\n{texts}{check}    )\n"
        );
        let down = format!("    op.drop_table('{name}')\n");
        self.tables.push(Table {
            name,
            columns,
            unique: Vec::new(),
        });
        (up, down)
    }

    fn table(&mut self) -> usize {
        self.numbers.below(self.tables.len())
    }

    fn add_column(&mut self) -> (String, String) {
        let table = self.table();
        let (column, data_type, nullable, text) = self.column(true);
        let name = self.tables[table].name.clone();
        self.tables[table]
            .columns
            .push((column.clone(), data_type, nullable));
        // A column with a default that is no constant, or a CHECK, is not dropped in place.
        let down = self.within(&name, &format!("drop_column('{column}')"));
        (format!("    op.add_column('{name}', {text})\n"), down)
    }

    /// An operation on a table: in a batch where SQLite needs one.
    fn within(&self, table: &str, call: &str) -> String {
        if self.kind == Kind::Sqlite {
            return format!(
                "    with op.batch_alter_table('{table}') as batch_op:\n        batch_op.{call}\n"
            );
        }
        let (function, arguments) = call.split_once('(').expect("a call");
        match function {
            "drop_column" | "alter_column" => format!("    op.{function}('{table}', {arguments}\n"),
            _ => {
                let (name, rest) = arguments.split_once(", ").expect("two arguments");
                format!("    op.{function}({name}, '{table}', {rest}\n")
            }
        }
    }

    /// A column that can be in an index everywhere, if the table has one.
    fn short_column(&self, table: usize) -> String {
        let can = |data_type: &str| {
            matches!(
                data_type,
                "sa.Integer()"
                    | "sa.String(30)"
                    | "sa.Date()"
                    | "sa.SmallInteger()"
                    | "sa.Numeric(10, 2)"
            )
        };
        let columns = &self.tables[table].columns;
        let found = columns
            .iter()
            .rev()
            .find(|(_, data_type, _)| can(data_type));
        found.map_or_else(|| "id".to_owned(), |(name, ..)| name.clone())
    }

    fn index(&mut self) -> (String, String) {
        let table = self.table();
        let (column, index) = (self.short_column(table), self.name("ix_"));
        let name = &self.tables[table].name;
        let columns = columns(&column);
        let unique = python(self.numbers.below(2) == 0);
        (
            format!("    op.create_index('{index}', '{name}', {columns}, unique={unique})\n"),
            format!("    op.drop_index('{index}', table_name='{name}')\n"),
        )
    }

    fn unique(&mut self) -> (String, String) {
        let table = self.table();
        let (column, constraint) = (self.short_column(table), self.name("uq_"));
        // Alembic loses one of two constraints over the same columns when it copies a table.
        if column == "id" || self.tables[table].unique.contains(&column) {
            return self.add_column();
        }
        self.tables[table].unique.push(column.clone());
        let name = self.tables[table].name.clone();
        let columns = columns(&column);
        (
            self.within(
                &name,
                &format!("create_unique_constraint('{constraint}', {columns})"),
            ),
            self.within(
                &name,
                &format!("drop_constraint('{constraint}', type_='unique')"),
            ),
        )
    }

    fn foreign_key(&mut self) -> (String, String) {
        let (table, other) = (self.table(), self.table());
        let (column, constraint) = (self.name("f"), self.name("fk_"));
        let (name, other) = (
            self.tables[table].name.clone(),
            self.tables[other].name.clone(),
        );
        let action = self
            .numbers
            .pick(&["", ", ondelete='CASCADE'", ", ondelete='SET NULL'"]);
        // Both sides of a foreign key must have one type.
        let key = format!(
            "    op.create_table(\n        '{other}_{column}',\n        sa.Column('id', sa.Integer(), primary_key=True),\n    )\n    \
             op.add_column('{name}', sa.Column('{column}', sa.Integer(), nullable=True))\n"
        );
        let up = self.within(
            &name,
            &format!("create_foreign_key('{constraint}', '{other}_{column}', ['{column}'], ['id']{action})"),
        );
        let mut down = self.within(
            &name,
            &format!("drop_constraint('{constraint}', type_='foreignkey')"),
        );
        if self.kind == Kind::Mysql {
            // MySQL keeps the index that it made for the key.
            down.push_str(&format!(
                "    op.drop_index('{constraint}', table_name='{name}')\n"
            ));
        }
        down.push_str(&self.within(&name, &format!("drop_column('{column}')")));
        down.push_str(&format!("    op.drop_table('{other}_{column}')\n"));
        (key + &up, down)
    }

    fn alter_column(&mut self) -> (String, String) {
        let table = self.table();
        let name = self.tables[table].name.clone();
        let columns = &mut self.tables[table].columns;
        let Some((column, data_type, nullable)) = columns
            .iter_mut()
            .find(|column| column.1 == "sa.String(30)")
        else {
            return self.add_column();
        };
        let (column, before) = (column.clone(), *nullable);
        *data_type = "sa.String(length=200)";
        *nullable = !before;
        let call = |from: &str, to: &str, was: bool| {
            format!(
                "alter_column('{column}', existing_type={from}, type_={to}, nullable={}, existing_nullable={})",
                python(!was),
                python(was)
            )
        };
        (
            self.within(
                &name,
                &call("sa.String(30)", "sa.String(length=200)", before),
            ),
            self.within(
                &name,
                &call("sa.String(length=200)", "sa.String(30)", !before),
            ),
        )
    }

    fn comment_or_rename(&mut self) -> (String, String) {
        let table = self.table();
        let name = self.tables[table].name.clone();
        if self.kind != Kind::Sqlite && self.numbers.below(2) == 0 {
            return (
                format!("    op.create_table_comment('{name}', \"it's 100%\")\n"),
                format!("    op.drop_table_comment('{name}', existing_comment=\"it's 100%\")\n"),
            );
        }
        let new = self.name("t");
        self.tables[table].name.clone_from(&new);
        (
            format!("    op.rename_table('{name}', '{new}')\n"),
            format!("    op.rename_table('{new}', '{name}')\n"),
        )
    }
}

fn python(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// A column and the key, each once.
fn columns(column: &str) -> String {
    match column {
        "id" => "['id']".to_owned(),
        _ => format!("['{column}', 'id']"),
    }
}
