//! `start`: the studio, served.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::args::Args;
use crate::process::{Running, Task};
use crate::{npm, package};

const HELP: &str = "\
cargo xtask start [--port N] [--dev]

Builds the package and the studio, serves the studio and prints its address once it answers. Ctrl-C ends it.

  --port N   Instead of 5173; the next free one if it is taken
  --dev      Serve the sources, with hot reload, instead of a production build";

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn start(mut args: Args) -> Result<ExitCode> {
    if args.help(HELP) {
        return Ok(ExitCode::SUCCESS);
    }
    let dev = args.flag("--dev");
    let first = match args.value("--port")? {
        Some(port) => port
            .parse()
            .ok()
            .filter(|port| *port > 0)
            .context("--port needs a number from 1 to 65535")?,
        None => 5173_u16,
    };
    args.finish()?;
    let tarball = package::build()?;
    npm::install("www")?;
    package::install(&tarball, "www")?;
    if !dev {
        vite("build the studio").arg("build").run()?;
    }
    let port = free_port(first)?;
    let server = vite("serve the studio");
    let server = if dev { server } else { server.arg("preview") };
    let mut server = server
        .words("--host 127.0.0.1 --strictPort --port")
        .arg(port.to_string())
        .spawn()?;
    wait_for(port, &mut server)?;
    println!("The studio is at http://127.0.0.1:{port}/ (Ctrl-C ends it)");
    loop {
        server.check()?;
        thread::sleep(Duration::from_millis(500));
    }
}

/// Vite itself, not a script around it, so that ending it ends all.
fn vite(name: &str) -> Task {
    Task::new(name, "node")
        .arg("node_modules/vite/bin/vite.js")
        .within("www")
}

fn free_port(first: u16) -> Result<u16> {
    (first..=u16::MAX)
        .take(100)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .with_context(|| format!("no free port from {first} on"))
}

fn wait_for(port: u16, server: &mut Running) -> Result<()> {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        server.check()?;
        if answers(port).is_ok() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(100));
    }
    bail!("the server did not answer within {} s", PATIENCE.as_secs())
}

/// The page itself comes, not just a connection.
fn answers(port: u16) -> Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(
        stream,
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
    )?;
    let mut start = [0; 12];
    stream.read_exact(&mut start)?;
    if &start != b"HTTP/1.1 200" {
        bail!("{}", String::from_utf8_lossy(&start));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(free_port(port).unwrap(), port);
    }
}
