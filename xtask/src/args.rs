//! The options of a command: `--flag`, `--name value` or `--name=value`, and plain words.

use anyhow::{Result, bail};

/// What was typed after the command. Each option is taken out once; [`Args::finish`] refuses what nobody took.
pub(crate) struct Args {
    words: Vec<String>,
}

impl Args {
    pub(crate) fn new(words: impl Iterator<Item = String>) -> Self {
        let mut split = Vec::new();
        for word in words {
            match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => {
                    split.push(name.to_owned());
                    split.push(value.to_owned());
                }
                _ => split.push(word),
            }
        }
        Self { words: split }
    }

    /// Prints `help` and says so, if it was asked for.
    pub(crate) fn help(&self, help: &str) -> bool {
        let asked = self.words.iter().any(|word| word == "--help" || word == "-h");
        if asked {
            println!("{help}");
        }
        asked
    }

    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() != before
    }

    pub(crate) fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self.words.iter().position(|word| word == name) else {
            return Ok(None);
        };
        self.words.remove(at);
        if at == self.words.len() || self.words[at].starts_with("--") {
            bail!("{name} needs a value");
        }
        Ok(Some(self.words.remove(at)))
    }

    /// The next plain word.
    pub(crate) fn word(&mut self) -> Option<String> {
        let at = self.words.iter().position(|word| !word.starts_with('-'))?;
        Some(self.words.remove(at))
    }

    pub(crate) fn finish(self) -> Result<()> {
        match self.words.first() {
            Some(word) => bail!("`{word}` is not understood here; see --help"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn takes_flags_values_and_words_in_any_order() {
        let mut args = args("edit --json --only=core --port 80");
        assert!(args.flag("--json"));
        assert_eq!(args.value("--only").unwrap().as_deref(), Some("core"));
        assert_eq!(args.value("--port").unwrap().as_deref(), Some("80"));
        assert_eq!(args.word().as_deref(), Some("edit"));
        assert!(args.finish().is_ok());
    }

    #[test]
    fn refuses_what_nobody_took_and_values_that_are_missing() {
        assert!(args("--jsn").finish().is_err());
        assert!(args("--port").value("--port").is_err());
        assert!(args("--port --json").value("--port").is_err());
    }
}
