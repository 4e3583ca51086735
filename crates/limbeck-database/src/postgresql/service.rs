//! The connection service file of libpq (`pg_service.conf`).

use std::path::PathBuf;

use crate::{DatabaseError, Environment};

/// The parameters of a service.
///
/// # Errors
/// [`DatabaseError::Url`] if no file defines it.
pub(super) fn read(
    service: &str,
    environment: &Environment,
) -> Result<Vec<(String, String)>, DatabaseError> {
    let files = files(environment);
    for file in &files {
        if let Ok(text) = std::fs::read_to_string(file)
            && let Some(parameters) = section(&text, service)
        {
            return Ok(parameters);
        }
    }
    let names: Vec<_> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    Err(DatabaseError::Url {
        message: format!("definition of service \"{service}\" not found"),
        help: Some(if names.is_empty() {
            "Name the file that defines it in PGSERVICEFILE.".to_owned()
        } else {
            format!("Define it in {}.", names.join(" or "))
        }),
    })
}

fn files(environment: &Environment) -> Vec<PathBuf> {
    let own = match environment.variable("PGSERVICEFILE") {
        Some(file) => Some(environment.path(file)),
        None => environment.in_home(".pg_service.conf"),
    };
    let of_system = environment
        .variable("PGSYSCONFDIR")
        .map(|folder| environment.path(folder).join("pg_service.conf"));
    own.into_iter().chain(of_system).collect()
}

fn section(text: &str, service: &str) -> Option<Vec<(String, String)>> {
    let mut parameters = None;
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            if parameters.is_some() {
                return parameters;
            }
            parameters = (name == service).then(Vec::new);
        } else if let (Some(parameters), Some((key, value))) =
            (&mut parameters, line.split_once('='))
        {
            parameters.push((key.trim().to_owned(), value.trim().to_owned()));
        }
    }
    parameters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_told_apart() {
        let text = "# services\n[a]\nhost=h1\nport = 1\n\n[b]\nhost=h2\n";
        let check = |service, expected: Option<&[(&str, &str)]>| {
            let expected = expected.map(|pairs| {
                pairs
                    .iter()
                    .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                    .collect::<Vec<_>>()
            });
            assert_eq!(section(text, service), expected);
        };
        check("a", Some(&[("host", "h1"), ("port", "1")]));
        check("b", Some(&[("host", "h2")]));
        check("c", None);
    }

    #[test]
    fn a_service_that_is_missing_is_an_error() {
        let environment = Environment {
            variables: [("PGSERVICEFILE".to_owned(), "/no/such/file".to_owned())].into(),
            ..Environment::default()
        };
        let error = read("x", &environment).unwrap_err();
        assert_eq!(error.to_string(), "definition of service \"x\" not found");
    }
}
