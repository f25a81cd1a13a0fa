//! `cargo xtask`: sets itself up, then starts, tests, builds, measures.

mod args;
mod bench;
mod browser;
mod eval;
mod npm;
mod package;
mod process;
mod rust_tools;
mod size;
mod studio;
mod tally;
mod test;
mod wasm_size;
mod workspace;

use std::process::ExitCode;

use args::Args;

const HELP: &str = "\
cargo xtask COMMAND [OPTIONS]

  start   Build everything and serve the studio; prints its address once it answers
  test    All checks and tests; the last line is `N passed, N failed`
  build   Build the npm package and install it in the studio and the JavaScript tests
  bench   Speed, beside other libraries
  eval    Run labelled edits through the engine and score them
  size    What the package weighs, part by part

Each has its own --help. Whatever is missing is installed below target/, or the command that installs it is named.";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let args = Args::new(words);
    let outcome = match command.as_str() {
        "start" => studio::start(args),
        "test" => test::run(args),
        "build" => package::run(args),
        "bench" => bench::run(args),
        "eval" => eval::run(args),
        "size" => size::run(args),
        "" | "help" | "--help" | "-h" => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => Err(anyhow::anyhow!("there is no command `{other}`\n\n{HELP}")),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
