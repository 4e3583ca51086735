//! Which text an operation has.

use limbeck_dialects::hazard::hazards;
use limbeck_schema::Operation;

use super::{Rendered, Renderer};

impl Renderer<'_> {
    /// The lines of an operation; a line may hold further ones, which are not indented with it.
    pub(super) fn operation(&mut self, operation: &Operation) -> Rendered<Vec<String>> {
        let written = self.written(operation)?;
        if !self.marks_hazards {
            return Ok(written);
        }
        let mut lines: Vec<_> = hazards(self.options.dialect, operation)
            .into_iter()
            .map(|hazard| format!("# {}", hazard.sentence()))
            .collect();
        lines.extend(written);
        Ok(lines)
    }

    fn written(&mut self, operation: &Operation) -> Rendered<Vec<String>> {
        Ok(vec![match operation {
            Operation::CreateTable(create) => self.create_table(create)?,
            Operation::DropTable(drop) => self.drop_table(drop),
            Operation::RenameTable(rename) => self.rename_table(rename),
            Operation::CreateTableComment(create) => self.create_table_comment(create),
            Operation::DropTableComment(drop) => self.drop_table_comment(drop),
            Operation::AddColumn(add) => self.add_column(add)?,
            Operation::DropColumn(drop) => self.drop_column(drop)?,
            Operation::AlterColumn(alter) => self.alter_column(alter)?,
            Operation::CreateIndex(create) => self.create_index(create)?,
            Operation::DropIndex(drop) => self.drop_index(drop)?,
            Operation::AddConstraint(add) => self.add_constraint(add)?,
            Operation::DropConstraint(drop) => return Ok(self.drop_constraint(drop)),
            Operation::BulkInsert(insert) => self.bulk_insert(insert)?,
            Operation::Execute(execute) => return self.execute(execute),
            Operation::BatchAlterTable(batch) => return self.batch_alter_table(batch),
            // Alembic has no functions for these.
            Operation::CreateSchema(_)
            | Operation::DropSchema(_)
            | Operation::CreateSequence(_)
            | Operation::DropSequence(_)
            | Operation::AlterSequence(_)
            | Operation::CreateEnum(_)
            | Operation::DropEnum(_)
            | Operation::AlterEnum(_)
            | Operation::CreateDomain(_)
            | Operation::DropDomain(_)
            | Operation::CreateObject(_)
            | Operation::DropObject(_)
            | Operation::ReplaceObject(_) => return self.compiled(operation),
        }])
    }
}
