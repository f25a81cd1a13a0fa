//! `eval FILE.jsonl [--documents DIR] [--provider offline|gold] [--filter ID] [--direct] [--json]`
//!
//! `--direct` leaves out engine, journal and store: quicker, for work on the language.

use std::path::PathBuf;
use std::process::ExitCode;

use bozzetto_tests::eval::direct::Direct;
use bozzetto_tests::eval::native::Native;
use bozzetto_tests::eval::path::{Path, Provider};
use bozzetto_tests::eval::run::{Plan, run};

fn main() -> ExitCode {
    match start(std::env::args().skip(1)) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn start(mut args: impl Iterator<Item = String>) -> Result<String, String> {
    let mut file = None;
    let mut documents = None;
    let mut provider = Provider::Offline;
    let mut filter = None;
    let mut json = false;
    let mut direct = false;
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} wants a value"));
        match arg.as_str() {
            "--documents" => documents = Some(PathBuf::from(value()?)),
            "--filter" => filter = Some(value()?),
            "--json" => json = true,
            "--direct" => direct = true,
            "--provider" => {
                provider = match value()?.as_str() {
                    "offline" => Provider::Offline,
                    "gold" => Provider::Gold,
                    other => return Err(format!("--provider is offline or gold, not {other}")),
                }
            }
            other if other.starts_with('-') => return Err(format!("unknown option {other}")),
            other => file = Some(PathBuf::from(other)),
        }
    }
    let file = file.ok_or("which file of cases?")?;
    let documents =
        documents.unwrap_or_else(|| file.parent().unwrap_or(&file).join("../documents/wireframes"));
    let mut path: Box<dyn Path> = if direct {
        Box::new(Direct::new(provider))
    } else {
        Box::new(Native::new(provider))
    };
    let report = run(
        &Plan {
            file,
            documents,
            filter,
        },
        path.as_mut(),
    )?;
    Ok(if json {
        report.to_json().to_string()
    } else {
        report.to_table()
    })
}
