// What the pages of a crash test say is saved.

/** What pages reported, by session: version numbers and checksums. */
export function ledger() {
  const sessions = new Map();
  let failure;
  let waiting = [];
  return {
    route(request, response) {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        const said = JSON.parse(body);
        if (said.failed) failure = said.failed;
        else {
          if (!sessions.has(said.session)) sessions.set(said.session, new Map());
          sessions.get(said.session).set(said.version, said.checksum);
        }
        response.writeHead(204).end();
        for (const tell of waiting.splice(0)) tell();
      });
    },
    next: () => new Promise((resolve) => waiting.push(resolve)),
    failure: () => failure,
    sessions: () => sessions,
    count: () => [...sessions.values()].reduce((sum, versions) => sum + versions.size, 0),
    expected: (ids) => ids.map((session) => ({ session, versions: [...sessions.get(session)] })),
  };
}
