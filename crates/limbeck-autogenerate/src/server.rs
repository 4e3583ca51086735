//! [`Server`]: what only the database can decide.

use std::collections::{HashMap, HashSet};

use crate::CompareError;

/// The database, asked about expressions.
pub trait Server {
    /// Whether each of the conditions holds, in order; `None` for one that cannot be evaluated.
    ///
    /// All of them are asked at once, so that they cost one round trip. Nothing may remain of a condition that fails.
    ///
    /// # Errors
    /// [`CompareError::Server`] if nothing can be asked.
    fn holds(&mut self, conditions: &[String]) -> Result<Vec<Option<bool>>, CompareError>;
}

/// What was asked, and what was answered.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    known: HashMap<String, Option<bool>>,
}

impl Answers {
    /// Asks what is to be decided, each as a list of conditions of which the first one that can be evaluated counts:
    /// all first ones at once, then those that follow where they are needed.
    pub(crate) fn ask(
        server: &mut dyn Server,
        questions: &[Vec<String>],
    ) -> Result<Self, CompareError> {
        let mut answers = Self::default();
        for place in 0.. {
            let mut seen = HashSet::new();
            let conditions: Vec<String> = questions
                .iter()
                .filter(|question| answers.decided(question).is_none())
                .filter_map(|question| question.get(place))
                .filter(|condition| seen.insert(condition.as_str()))
                .cloned()
                .collect();
            if conditions.is_empty() {
                break;
            }
            let held = server.holds(&conditions)?;
            answers.known.extend(conditions.into_iter().zip(held));
        }
        Ok(answers)
    }

    /// What the first condition that could be evaluated says.
    pub(crate) fn decided(&self, question: &[String]) -> Option<bool> {
        question
            .iter()
            .find_map(|condition| self.known.get(condition).copied().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Recorded(Vec<Vec<String>>);

    impl Server for Recorded {
        fn holds(&mut self, conditions: &[String]) -> Result<Vec<Option<bool>>, CompareError> {
            self.0.push(conditions.to_vec());
            let answer = |condition: &String| match condition.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            Ok(conditions.iter().map(answer).collect())
        }
    }

    #[test]
    fn the_next_condition_is_asked_where_the_first_cannot_be_evaluated() {
        let question = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let questions: [Vec<String>; 4] = [
            question(&["yes", "no"]),
            question(&["?", "no"]),
            question(&["?", "no"]),
            question(&["??"]),
        ];
        let mut server = Recorded(Vec::new());
        let answers = Answers::ask(&mut server, &questions).unwrap();
        assert_eq!(server.0, [vec!["yes", "?", "??"], vec!["no"]]);
        let decided: Vec<_> = questions.iter().map(|q| answers.decided(q)).collect();
        assert_eq!(decided, [Some(true), Some(false), Some(false), None]);
    }
}
