// Answers of 10 KB, 100 KB and 1 MB that come in 16 characters at a time. `value-*`: a tree, and a readable value after every
// chunk. `ops-*`: a list of ops, each handed over once, when it is complete. The unit is milliseconds for the whole answer.
import { median } from "../measure.mjs";

const CHUNK = 16;
const SIZES = { "10k": 10_000, "100k": 100_000, "1m": 1_000_000 };

/** A wireframe of about this many characters: up to five children each, six levels and more. */
function treeOfSize(size) {
  let count = 0;
  const node = (depth) => {
    count += 1;
    return {
      id: `node-${count}`, type: ["frame", "card", "text", "button", "input"][count % 5], name: `Part ${count} of the screen`,
      layout: { direction: count % 2 ? "row" : "column", gap: count % 24 }, style: { color: "#16a34a", bold: count % 3 === 0 },
      props: { text: `Text of part ${count} \u2014 as a person would write it`, hidden: null }, children: depth > 0 ? Array.from({ length: 5 }, () => node(depth - 1)) : [],
    };
  };
  const root = { ...node(0), children: [] };
  let length = JSON.stringify(root).length;
  while (length < size) {
    const child = node(length < size / 2 ? Math.min(5, Math.floor(Math.log(Math.max(2, (size - length) / 300)) / Math.log(5))) : 1);
    root.children.push(child);
    length += JSON.stringify(child).length + 1;
  }
  return JSON.stringify(root);
}

function opsOfSize(size) {
  const ops = [];
  let length = 50;
  for (let i = 0; length < size; i++) {
    const op = i % 7 === 3
      ? { op: "insert", parent: `node-${i}`, index: -1, nodes: [{ id: `new-${i}`, type: "card", name: "Card", layout: "{}", style: "{\"gap\":8}", props: "{}", children: [] }] }
      : { op: "set", id: `node-${i}`, path: i % 2 ? "/props/text" : "/style/background", value: i % 2 ? `Text ${i}: \u201cciao\u201d` : "#16a34a", json: null };
    ops.push(op);
    length += JSON.stringify(op).length + 1;
  }
  return JSON.stringify({ ops, question: null, summary: "Many small changes" });
}

function cut(text) {
  const chunks = [];
  for (let at = 0; at < text.length; at += CHUNK) chunks.push(text.slice(at, at + CHUNK));
  return chunks;
}

async function* feed(chunks) {
  yield* chunks;
}

/** Each takes the chunks and ends with the whole value, or with all ops; `show` is given what can be read after a chunk. */
const readers = ({ JsonStream, ItemStream }, { parsePartialJson, parsePartial, jsonriver, JSONParser }) => ({
  value: {
    bozzetto: { read(chunks, show) {
      const stream = new JsonStream();
      for (const chunk of chunks) show(stream.push(chunk));
      return stream.finish();
    } },
    // Complete values only: strings are not shown while they grow.
    "@streamparser/json": { read(chunks, show) {
      let root;
      const parser = new JSONParser();
      parser.onValue = ({ value, stack }) => { root = stack.length > 1 ? stack[1].value : value; };
      for (const chunk of chunks) {
        parser.write(chunk);
        show(root);
      }
      return root;
    } },
    "@streamparser/json, growing": { read(chunks, show) {
      let root;
      const parser = new JSONParser({ emitPartialTokens: true, emitPartialValues: true });
      parser.onValue = ({ value, stack }) => { root = stack.length > 1 ? stack[1].value : value; };
      for (const chunk of chunks) {
        parser.write(chunk);
        show(root);
      }
      return root;
    } },
    jsonriver: { async read(chunks, show) {
      let last;
      for await (last of jsonriver(feed(chunks))) show(last);
      return last;
    } },
    "AI SDK parsePartialJson": { quadratic: true, async read(chunks, show) {
      let text = "";
      let last;
      for (const chunk of chunks) {
        text += chunk;
        last = (await parsePartialJson(text)).value;
        show(last);
      }
      return last;
    } },
    "partial-json": { quadratic: true, read(chunks, show) {
      let text = "";
      let last;
      for (const chunk of chunks) {
        text += chunk;
        last = parsePartial(text);
        show(last);
      }
      return last;
    } },
  },
  ops: {
    bozzetto: { read(chunks, show) {
      const stream = new ItemStream("ops");
      for (const chunk of chunks) stream.push(chunk).forEach(show);
    } },
    "@streamparser/json": { read(chunks, show) {
      const parser = new JSONParser({ paths: ["$.ops.*"], keepStack: false });
      parser.onValue = ({ value }) => show(value);
      for (const chunk of chunks) parser.write(chunk);
    } },
    jsonriver: { async read(chunks, show) {
      let seen = 0;
      let last;
      for await (last of jsonriver(feed(chunks))) {
        // The last one may still grow.
        while (seen < (last.ops?.length ?? 0) - 1) show(last.ops[seen++]);
      }
      while (seen < last.ops.length) show(last.ops[seen++]);
    } },
    "AI SDK parsePartialJson": { quadratic: true, async read(chunks, show) {
      let text = "";
      let seen = 0;
      let last;
      for (const chunk of chunks) {
        text += chunk;
        last = (await parsePartialJson(text)).value;
        while (seen < (last?.ops?.length ?? 0) - 1) show(last.ops[seen++]);
      }
      while (seen < last.ops.length) show(last.ops[seen++]);
    } },
    "partial-json": { quadratic: true, read(chunks, show) {
      let text = "";
      let seen = 0;
      let last;
      for (const chunk of chunks) {
        text += chunk;
        last = parsePartial(text);
        while (seen < (last?.ops?.length ?? 0) - 1) show(last.ops[seen++]);
      }
      while (seen < last.ops.length) show(last.ops[seen++]);
    } },
  },
});

export default async function stream({ where, load }) {
  const own = await load("tests/js/node_modules/bozzetto/dist/stream.js");
  const subjects = readers(own, await load("target/xtask/peers.js"));
  const rows = [];
  for (const kind of ["value", "ops"]) {
    for (const [name, size] of Object.entries(SIZES)) {
      const text = kind === "value" ? treeOfSize(size) : opsOfSize(size);
      const chunks = cut(text);
      const whole = JSON.parse(text);
      const wanted = JSON.stringify(kind === "value" ? whole : whole.ops);
      const running = Object.entries(subjects[kind]).filter(([, { quadratic }]) => !quadratic || size <= 100_000);
      const times = Object.fromEntries(running.map(([subject]) => [subject, []]));
      // One round to warm up and to see that all read the same, then turns.
      for (let round = 0; round < 12; round++) {
        for (const [subject, { read }] of running) {
          // Those that take seconds are measured less often.
          if (times[subject].length >= 1 && median(times[subject]) > 1_000 && round > 2) continue;
          const ops = [];
          let readable = 0;
          let finished;
          const show = kind === "ops" ? (op) => ops.push(op) : (value) => {
            readable += value === undefined ? 0 : 1;
            // A child that has a sibling behind it will not change any more.
            if (finished === undefined && value?.children?.length > 1) finished = value.children[0];
          };
          const started = performance.now();
          const last = await read(chunks, show);
          const took = performance.now() - started;
          if (round === 0) {
            const got = JSON.stringify(kind === "value" ? last : ops);
            const wrong = (what) => new Error(`${kind}-${name}: ${subject} ${what}`);
            if (got !== wanted) throw wrong("reads something else");
            if (kind === "value" && subject === "bozzetto") {
              if (readable < chunks.length * 0.99) throw wrong("shows nothing after some chunks");
              if (last.children[0] !== finished || !Object.isFrozen(finished)) throw wrong("changes what was finished");
            }
          } else {
            times[subject].push(took);
          }
        }
      }
      for (const [subject, samples] of Object.entries(times)) {
        rows.push({ case: `${kind}-${name}`, subject, where, unit: "ms", median: median(samples), samples: samples.length });
      }
    }
  }
  return rows;
}
