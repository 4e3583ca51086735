//! The order in which the steps run.
//!
//! What is in the way goes first, foreign keys before the keys that they need. Then everything is made or changed after
//! what it uses: types, tables, views. Foreign keys come when all tables are there; what is not wanted goes last.

use std::collections::{BTreeMap, BTreeSet};

use limbeck_dialects::Dialect;
use limbeck_schema::{
    Constraint, Dependency, ObjectIdentity, Operation, QualifiedName, Schema, Table,
    object::creation_order,
    operation::{
        AddConstraint, AlterSequence, CreateSchema, CreateSequence, CreateTable, Directive,
        DropSchema, DropSequence, DropTable,
    },
};

use super::{
    Steps,
    members::{Member, members},
    objects, table,
    tables::{Changes, TableSteps, is_own, leave_type},
};
use crate::{
    CompareError,
    sorting::{key, sorted_tables},
};

/// Two schemas, and what has to be known of them before there is an order.
pub(super) struct Planner<'s> {
    dialect: &'s dyn Dialect,
    from: &'s Schema,
    to: &'s Schema,
    changes: Changes<'s>,
    /// The tables of each side whose foreign keys go round in circles.
    circles: [BTreeSet<String>; 2],
    steps: Steps,
}

impl<'s> Planner<'s> {
    pub(super) fn new(
        dialect: &'s dyn Dialect,
        from: &'s Schema,
        to: &'s Schema,
    ) -> Result<Self, CompareError> {
        let circle = |schema: &Schema| sorted_tables(&schema.tables).cyclic.into_iter().collect();
        Ok(Self {
            dialect,
            from,
            to,
            changes: Changes::new(dialect, from, to)?,
            circles: [circle(from), circle(to)],
            steps: Steps::default(),
        })
    }

    pub(super) fn plan(mut self) -> Result<Steps, CompareError> {
        let mut tables: BTreeMap<QualifiedName, TableSteps> = BTreeMap::new();
        for before in &self.from.tables {
            if let Some(after) = table(self.to, &before.name) {
                let mut steps = self.changes.table(before, after)?;
                self.steps.impossible.append(&mut steps.impossible);
                tables.insert(after.name.clone(), steps);
            }
        }
        if self.dialect.ddl().constraint_refusal().is_some() {
            together(&mut tables);
        }
        let room = objects::making_room(self.dialect, self.from, self.to, &self.changes);
        for identity in room.iter().rev() {
            self.extend(objects::dropped(self.from, identity));
        }
        let lost = self.lost_keys()?;
        for (name, steps) in &mut tables {
            self.modify(name, std::mem::take(&mut steps.dropped_keys));
        }
        for (name, constraint) in &lost {
            let drop = Member::Constraint(constraint.clone()).drop(name);
            self.modify(name, vec![drop]);
        }
        for (name, steps) in &mut tables {
            self.modify(name, std::mem::take(&mut steps.dropped));
        }
        let going = self.going(&room);
        let (early, late): (Vec<_>, Vec<_>) = going
            .into_iter()
            .partition(|identity| self.is_in_the_way(identity));
        for identity in &early {
            self.drop(identity, &mut tables, &lost);
        }
        self.make(&room, &mut tables)?;
        for (name, steps) in &mut tables {
            self.modify(name, std::mem::take(&mut steps.added_keys));
        }
        for identity in &late {
            self.drop(identity, &mut tables, &lost);
        }
        Ok(self.steps)
    }

    fn extend(&mut self, operations: impl IntoIterator<Item = Operation>) {
        let directives = operations.into_iter().map(Directive::from);
        self.steps.directives.extend(directives);
    }

    fn modify(&mut self, table: &QualifiedName, operations: Vec<Operation>) {
        if !operations.is_empty() {
            self.steps.directives.push(Directive::ModifyTable {
                table: table.clone(),
                operations,
            });
        }
    }

    /// Everything of the wanted schema, each after what it uses.
    fn make(
        &mut self,
        room: &[ObjectIdentity],
        tables: &mut BTreeMap<QualifiedName, TableSteps>,
    ) -> Result<(), CompareError> {
        // In a circle, a key may lead to a table that has yet to become what the key needs.
        let unchanged = tables.iter().filter(|(_, steps)| steps.changed.is_empty());
        let mut made: BTreeSet<QualifiedName> = unchanged.map(|(name, _)| name.clone()).collect();
        let mut later = Vec::new();
        let order = creation_order(&outline(self.dialect, self.to, &self.circles[1]));
        for identity in order {
            if let Some(operation) = objects::made(self.from, self.to, room, &identity) {
                self.extend([operation]);
                continue;
            }
            match &identity {
                ObjectIdentity::Schema(name) if !self.from.schemas.contains(name) => {
                    self.extend([Operation::CreateSchema(CreateSchema {
                        name: name.clone(),
                        if_not_exists: false,
                    })]);
                }
                ObjectIdentity::Type(name) => {
                    let enums = &self.changes.enums;
                    let operation = enums.made(self.dialect, name, self.from, self.to)?;
                    self.extend(operation);
                }
                ObjectIdentity::Relation(name) => {
                    self.extend(self.sequence(name));
                    if let Some(steps) = tables.get_mut(name) {
                        made.insert(name.clone());
                        let changed = std::mem::take(&mut steps.changed);
                        self.modify(name, changed);
                    } else if let Some(wanted) = self.to.table(name) {
                        made.insert(name.clone());
                        later.extend(self.create(wanted, &made));
                    }
                }
                // Objects have been made.
                ObjectIdentity::Schema(_)
                | ObjectIdentity::Extension(_)
                | ObjectIdentity::Routine { .. }
                | ObjectIdentity::Trigger { .. }
                | ObjectIdentity::EventTrigger(_)
                | ObjectIdentity::Partition(_)
                | ObjectIdentity::RowSecurity(_)
                | ObjectIdentity::Policy { .. }
                | ObjectIdentity::Grant { .. } => {}
            }
        }
        for (name, constraint) in later {
            let add = Operation::AddConstraint(AddConstraint {
                table: name.clone(),
                constraint,
                naming_convention: None,
            });
            self.modify(&name, vec![add]);
        }
        Ok(())
    }

    /// Makes a table, its indexes after it; the foreign keys that have to wait are returned.
    fn create(
        &mut self,
        wanted: &Table,
        made: &BTreeSet<QualifiedName>,
    ) -> Vec<(QualifiedName, Constraint)> {
        let ddl = self.dialect.ddl();
        let alters = ddl.constraint_refusal().is_none();
        let (later, inside): (Vec<Constraint>, Vec<Constraint>) = wanted
            .constraints
            .iter()
            .cloned()
            .partition(|constraint| match constraint {
                Constraint::ForeignKey(key) => {
                    alters && !is_own(&wanted.name, key) && !made.contains(&key.referred_table)
                        || alters && ddl.is_added_to_table(constraint)
                }
                Constraint::PrimaryKey(_)
                | Constraint::Unique(_)
                | Constraint::Check(_)
                | Constraint::Exclude(_) => alters && ddl.is_added_to_table(constraint),
            });
        let mut created = Table {
            constraints: inside,
            indexes: Vec::new(),
            ..wanted.clone()
        };
        for column in &mut created.columns {
            leave_type(&mut column.data_type);
        }
        self.extend([Operation::CreateTable(CreateTable {
            table: created,
            if_not_exists: false,
            naming_convention: None,
        })]);
        let indexes = wanted.indexes.iter().cloned().map(Member::Index);
        let indexes = indexes.map(|index| index.create(&wanted.name)).collect();
        self.modify(&wanted.name, indexes);
        later
            .into_iter()
            .map(|constraint| (wanted.name.clone(), constraint))
            .collect()
    }

    /// What makes or changes a sequence of that name.
    fn sequence(&self, name: &QualifiedName) -> Option<Operation> {
        let find = |schema: &'s Schema| {
            let mut sequences = schema.sequences.iter();
            sequences.find(|sequence| sequence.name == *name)
        };
        let after = find(self.to)?;
        match find(self.from) {
            None => Some(Operation::CreateSequence(CreateSequence {
                sequence: after.clone(),
                if_not_exists: false,
            })),
            Some(before) if before == after => None,
            Some(before) => Some(Operation::AlterSequence(Box::new(AlterSequence {
                before: before.clone(),
                after: after.clone(),
            }))),
        }
    }

    /// What is not wanted any more, and tables that lose columns; what uses others before these.
    fn going(&self, room: &[ObjectIdentity]) -> Vec<ObjectIdentity> {
        let mut order = creation_order(&outline(self.dialect, self.from, &self.circles[0]));
        order.reverse();
        order.retain(|identity| !room.contains(identity));
        order
    }

    /// Whether something new has the name of what goes, or of a part of it.
    fn is_in_the_way(&self, identity: &ObjectIdentity) -> bool {
        let ObjectIdentity::Relation(name) = identity else {
            return false;
        };
        let Some(before) = self
            .from
            .table(name)
            .filter(|_| self.to.table(name).is_none())
        else {
            return false;
        };
        let is_taken = self.to.object(identity).is_some()
            || self
                .to
                .sequences
                .iter()
                .any(|sequence| sequence.name == *name);
        let names: BTreeSet<&str> = member_names(before).collect();
        is_taken
            || self.to.tables.iter().any(|after| {
                after.name.schema == name.schema
                    && member_names(after).any(|name| names.contains(name))
            })
    }

    /// Drops what is not wanted, and columns of what is.
    fn drop(
        &mut self,
        identity: &ObjectIdentity,
        tables: &mut BTreeMap<QualifiedName, TableSteps>,
        lost: &[(QualifiedName, Constraint)],
    ) {
        if let Some(operation) = objects::dropped(self.from, identity) {
            if self.to.object(identity).is_none() {
                self.extend([operation]);
            }
            return;
        }
        match identity {
            ObjectIdentity::Schema(name) if !self.to.schemas.contains(name) => {
                self.extend([Operation::DropSchema(DropSchema {
                    name: name.clone(),
                    cascade: false,
                    if_exists: false,
                })]);
            }
            ObjectIdentity::Type(name) => self.extend(self.changes.enums.dropped(name)),
            ObjectIdentity::Relation(name) => {
                if let Some(steps) = tables.get_mut(name) {
                    let dropped = std::mem::take(&mut steps.dropped_columns);
                    self.modify(name, dropped);
                } else if let Some(before) = self.from.table(name) {
                    self.extend([drop_table(before, lost)]);
                }
                let is_named = |sequence: &&limbeck_schema::Sequence| sequence.name == *name;
                if !self.to.sequences.iter().any(|one| is_named(&one)) {
                    let before = self.from.sequences.iter().find(is_named);
                    self.extend(before.map(|before| {
                        Operation::DropSequence(DropSequence {
                            name: name.clone(),
                            if_exists: false,
                            before: Some(Box::new(before.clone())),
                        })
                    }));
                }
            }
            // Objects have been dropped.
            ObjectIdentity::Schema(_)
            | ObjectIdentity::Extension(_)
            | ObjectIdentity::Routine { .. }
            | ObjectIdentity::Trigger { .. }
            | ObjectIdentity::EventTrigger(_)
            | ObjectIdentity::Partition(_)
            | ObjectIdentity::RowSecurity(_)
            | ObjectIdentity::Policy { .. }
            | ObjectIdentity::Grant { .. } => {}
        }
    }

    /// The foreign keys of tables that go which must go before them: those in circles, and those to keys that are made
    /// anew.
    fn lost_keys(&self) -> Result<Vec<(QualifiedName, Constraint)>, CompareError> {
        let mut lost = Vec::new();
        if self.dialect.ddl().constraint_refusal().is_some() {
            return Ok(lost);
        }
        let circle = &self.circles[0];
        for gone in &self.from.tables {
            if table(self.to, &gone.name).is_some() {
                continue;
            }
            for member in members(gone) {
                let Member::Constraint(constraint) = &member else {
                    continue;
                };
                let Constraint::ForeignKey(foreign_key) = constraint else {
                    continue;
                };
                let is_in_circle = circle.contains(&key(&gone.name))
                    && circle.contains(&key(&foreign_key.referred_table))
                    && !is_own(&gone.name, foreign_key);
                if is_in_circle || self.changes.makes_room(&gone.name, &member)? {
                    lost.push((gone.name.clone(), constraint.clone()));
                }
            }
        }
        Ok(lost)
    }
}

/// A table that is altered by a copy is altered in one go.
fn together(tables: &mut BTreeMap<QualifiedName, TableSteps>) {
    for steps in tables.values_mut() {
        let mut all = std::mem::take(&mut steps.dropped_keys);
        all.append(&mut steps.dropped);
        all.append(&mut steps.changed);
        all.append(&mut steps.added_keys);
        all.append(&mut steps.dropped_columns);
        steps.changed = all;
    }
}

/// What a schema has of names, with tables that depend on those that their foreign keys lead to.
fn outline(dialect: &dyn Dialect, schema: &Schema, circle: &BTreeSet<String>) -> Schema {
    let mut dependencies = schema.dependencies.clone();
    for table in &schema.tables {
        let parents = dialect.ddl().parents(table).into_iter();
        dependencies.extend(parents.map(|parent| Dependency {
            dependent: ObjectIdentity::Relation(table.name.clone()),
            referenced: ObjectIdentity::Relation(parent),
            columns: Vec::new(),
        }));
        for constraint in &table.constraints {
            let Constraint::ForeignKey(foreign_key) = constraint else {
                continue;
            };
            let in_circle = circle.contains(&key(&table.name))
                && circle.contains(&key(&foreign_key.referred_table));
            if !in_circle && !is_own(&table.name, foreign_key) {
                dependencies.push(Dependency {
                    dependent: ObjectIdentity::Relation(table.name.clone()),
                    referenced: ObjectIdentity::Relation(foreign_key.referred_table.clone()),
                    columns: Vec::new(),
                });
            }
        }
    }
    Schema {
        tables: schema
            .tables
            .iter()
            .map(|table| Table::new(table.name.clone()))
            .collect(),
        dependencies,
        schemas: schema.schemas.clone(),
        enums: schema.enums.clone(),
        sequences: schema.sequences.clone(),
        objects: schema.objects.clone(),
        ..Schema::default()
    }
}

/// The names of indexes and constraints, which may be unique beyond their table.
fn member_names(table: &Table) -> impl Iterator<Item = &str> {
    let constraints = table.constraints.iter().map(Constraint::name);
    let names = constraints.chain(table.indexes.iter().map(|index| &index.name));
    names.filter_map(|name| Some(name.identifier()?.as_str()))
}

fn drop_table(table: &Table, lost: &[(QualifiedName, Constraint)]) -> Operation {
    let mut before = table.clone();
    before.constraints.retain(|constraint| {
        !lost
            .iter()
            .any(|(name, lost)| *name == table.name && lost == constraint)
    });
    Operation::DropTable(DropTable {
        table: table.name.clone(),
        if_exists: false,
        before: Some(Box::new(before)),
        naming_convention: None,
    })
}
