//! [`Vendor`]: what differs between servers of MySQL and of MariaDB, and between their versions.

use crate::CompileOptions;

/// Whose server it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vendor {
    /// MySQL.
    Mysql,
    /// MariaDB.
    Mariadb,
}

type Version = (u32, u32, u32);

impl Vendor {
    /// Whether the server has what came with a version of each vendor, `None` being never.
    ///
    /// Without a version it has what SQLAlchemy assumes before it connects.
    fn has(
        self,
        options: &CompileOptions,
        mysql: Option<Version>,
        mariadb: Option<Version>,
        assumed: bool,
    ) -> bool {
        let since = match self {
            Vendor::Mysql => mysql,
            Vendor::Mariadb => mariadb,
        };
        match options.server_version {
            None => assumed,
            Some(version) => since.is_some_and(|since| version >= since),
        }
    }

    /// A default may be an expression in brackets (`_support_default_function`).
    pub(super) fn has_expression_defaults(self, options: &CompileOptions) -> bool {
        self.has(options, Some((8, 0, 13)), Some((10, 2, 1)), true)
    }

    /// CAST knows FLOAT and DOUBLE (`_support_float_cast`).
    pub(super) fn casts_to_float(self, options: &CompileOptions) -> bool {
        self.has(options, Some((8, 0, 17)), Some((10, 4, 5)), false)
    }

    /// There is a type for UUIDs (`supports_native_uuid`).
    pub(super) fn has_uuid(self, options: &CompileOptions) -> bool {
        let is_mariadb = self == Vendor::Mariadb;
        self.has(options, None, Some((10, 7, 0)), is_mariadb)
    }

    /// There are sequences (`supports_sequences`).
    pub(super) fn has_sequences(self, options: &CompileOptions) -> bool {
        self.has(options, None, Some((10, 3, 0)), false)
    }

    /// INSERT knows RETURNING (`insert_returning`).
    pub(super) fn has_returning(self) -> bool {
        self == Vendor::Mariadb
    }

    /// SELECT knows FOR SHARE (`use_mysql_for_share`).
    pub(super) fn has_for_share(self, options: &CompileOptions) -> bool {
        self.has(options, Some((8, 0, 1)), None, false)
    }

    /// FOR UPDATE can name tables (`supports_for_update_of`).
    pub(super) fn has_for_update_of(self, options: &CompileOptions) -> bool {
        self.has(options, Some((8, 0, 0)), None, false)
    }

    /// The row that could not be inserted goes by an alias, `VALUES()` being deprecated
    /// (`_requires_alias_for_on_duplicate_key`).
    pub(super) fn aliases_inserted_row(self, options: &CompileOptions) -> bool {
        self.has(options, Some((8, 0, 20)), None, false)
    }
}
