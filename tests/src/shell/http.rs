//! A plain HTTP client for the native shell: runs a request on a thread and reports what comes as it comes.
//!
//! Only `http:` and only what tests need: no TLS, no redirects, no proxies, one connection for each call.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bozzetto_core::engine::{HttpRequest, ModelFailure, ModelSignal};

/// A call under way. Dropping it does not stop it; [`HttpCall::cancel`] does.
#[derive(Clone, Default)]
pub struct HttpCall {
    cancelled: Arc<AtomicBool>,
    stream: Arc<Mutex<Option<TcpStream>>>,
}

impl HttpCall {
    /// Cuts the connection. No signal is sent after that.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
        if let Some(stream) = self.stream.lock().expect("no panic in the call").as_ref() {
            // It may be closed already.
            _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// Starts a request. `key` goes into the credential slot and nowhere else. `patience`: how long nothing may come.
pub fn send(
    request: HttpRequest,
    key: Option<String>,
    patience: Duration,
) -> (HttpCall, Receiver<ModelSignal>) {
    let (sender, receiver) = channel();
    let call = HttpCall::default();
    let running = call.clone();
    std::thread::spawn(move || {
        let signals = Signals {
            sender,
            cancelled: running.cancelled.clone(),
        };
        signals.send(ModelSignal::Sent {
            server: request.server(),
        });
        let last = match run(&request, key.as_deref(), patience, &running, &signals) {
            Ok(()) => ModelSignal::Finished,
            Err(error) => ModelSignal::Failed {
                kind: match error.kind() {
                    ErrorKind::WouldBlock | ErrorKind::TimedOut => ModelFailure::Timeout,
                    _ => ModelFailure::Network,
                },
                detail: error.kind().to_string(),
            },
        };
        signals.send(last);
    });
    (call, receiver)
}

struct Signals {
    sender: Sender<ModelSignal>,
    cancelled: Arc<AtomicBool>,
}

impl Signals {
    fn send(&self, signal: ModelSignal) {
        if !self.cancelled.load(Ordering::SeqCst) {
            // Nobody has to listen.
            _ = self.sender.send(signal);
        }
    }
}

fn bad(what: &'static str) -> std::io::Error {
    std::io::Error::new(ErrorKind::InvalidData, what)
}

fn run(
    request: &HttpRequest,
    key: Option<&str>,
    patience: Duration,
    call: &HttpCall,
    signals: &Signals,
) -> std::io::Result<()> {
    let rest = request
        .url
        .strip_prefix("http://")
        .ok_or_else(|| bad("not an http address"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let with_port = if host
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.parse::<u16>().is_ok())
    {
        host.to_owned()
    } else {
        format!("{host}:80")
    };
    let address = with_port
        .to_socket_addrs()?
        .next()
        .ok_or_else(|| bad("no such host"))?;
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(patience))?;
    *call.stream.lock().expect("no panic in the call") = Some(stream.try_clone()?);
    if call.cancelled.load(Ordering::SeqCst) {
        return Ok(());
    }
    let mut head = format!(
        "{} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n",
        request.method,
        request.body.len()
    );
    for (name, value) in &request.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if let (Some((name, prefix)), Some(key)) = (request.credential, key) {
        head.push_str(&format!("{name}: {prefix}{key}\r\n"));
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(&request.body)?;
    read_response(BufReader::new(stream), signals)
}

fn read_response(mut reader: BufReader<TcpStream>, signals: &Signals) -> std::io::Result<()> {
    let status = line(&mut reader)?;
    let status = status.split(' ').nth(1).and_then(|word| word.parse().ok());
    let status = status.ok_or_else(|| bad("no status"))?;
    let mut headers = Vec::new();
    loop {
        let line = line(&mut reader)?;
        match line.split_once(':') {
            Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.trim().to_owned())),
            None => break,
        }
    }
    let header = |name: &str| {
        headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    let chunked = header("transfer-encoding").is_some_and(|value| value.contains("chunked"));
    let length = header("content-length").and_then(|value| value.parse::<u64>().ok());
    signals.send(ModelSignal::Started { status, headers });
    if !chunked {
        return copy(&mut reader, length, signals);
    }
    loop {
        let size = line(&mut reader)?;
        let size = u64::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16);
        let size = size.map_err(|_| bad("no chunk size"))?;
        if size == 0 {
            return Ok(());
        }
        copy(&mut reader, Some(size), signals)?;
        line(&mut reader)?;
    }
}

/// A line without its end; the end of the connection is an error here.
fn line(reader: &mut impl BufRead) -> std::io::Result<String> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

/// Hands on what comes, as it comes, up to a length or to the end of the connection.
fn copy(reader: &mut impl Read, length: Option<u64>, signals: &Signals) -> std::io::Result<()> {
    let mut left = length.unwrap_or(u64::MAX);
    let mut buffer = [0; 8192];
    while left > 0 {
        let room = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        match reader.read(&mut buffer[..room])? {
            0 if length.is_none() => return Ok(()),
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            count => {
                left -= count as u64;
                signals.send(ModelSignal::Chunk(buffer[..count].to_vec()));
            }
        }
    }
    Ok(())
}
