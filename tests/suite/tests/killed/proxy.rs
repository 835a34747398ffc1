//! Stands between a program and its server, and loses an answer when told.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// A port that leads to another one.
#[derive(Clone)]
pub(crate) struct Proxy {
    port: u16,
    /// The next bytes from the server are dropped, and their connection with them.
    lose: Arc<AtomicBool>,
}

impl Proxy {
    /// Listens on a free port until the process ends.
    pub(crate) fn start(server: u16) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let lose = Arc::new(AtomicBool::new(false));
        let told = lose.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let server = TcpStream::connect(("127.0.0.1", server)).unwrap();
                [&client, &server].into_iter().for_each(|end| end.set_nodelay(true).unwrap());
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || pass_on(from, to, None));
                let told = told.clone();
                thread::spawn(move || pass_on(server, client, Some(&told)));
            }
        });
        Proxy { port, lose }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The server's next answer does not arrive, and the connection ends.
    pub(crate) fn lose_next_answer(&self) {
        self.lose.store(true, Ordering::SeqCst);
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, lose: Option<&AtomicBool>) {
    let mut bytes = [0; 8192];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        if lose.is_some_and(|lose| lose.swap(false, Ordering::SeqCst)) || to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    for end in [from, to] {
        let _ = end.shutdown(Shutdown::Both);
    }
}
