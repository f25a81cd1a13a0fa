// What the suite `versions` is measured beside: the same modules in Node and, bundled, in a page.
import * as Automerge from "@automerge/automerge/slim";
import { automergeWasmBase64 } from "@automerge/automerge/automerge.wasm.base64";
import fastJsonPatch from "fast-json-patch";
import { JsonPatchDiff } from "json-joy/lib/json-patch-diff/JsonPatchDiff.js";
import { create as createJsondiffpatch } from "jsondiffpatch";
import * as Loro from "loro-crdt/base64";
import microdiff from "microdiff";
import * as Yjs from "yjs";

await Automerge.initializeBase64Wasm(automergeWasmBase64);

const jsondiffpatch = createJsondiffpatch({
  objectHash: (item, index) => item?.id ?? `at ${index}`,
  arrays: { detectMove: true, includeValueOnMove: false },
});

const diffs = {
  "fast-json-patch": {
    compare: (a, b) => fastJsonPatch.compare(a, b),
    apply: (a, patch) => fastJsonPatch.applyPatch(a, patch).newDocument,
  },
  jsondiffpatch: {
    compare: (a, b) => jsondiffpatch.diff(a, b),
    apply: (a, delta) => jsondiffpatch.patch(a, delta),
  },
  microdiff: { compare: (a, b) => microdiff.default?.(a, b) ?? microdiff(a, b) },
  "json-joy": {
    compare: (a, b) => new JsonPatchDiff().diff("", a, b),
    apply: (a, patch) => fastJsonPatch.applyPatch(a, patch).newDocument,
  },
};

// ---- documents as CRDTs: objects as maps, children as lists

function loro(base) {
  const doc = new Loro.LoroDoc();
  const maps = new Map();
  const fill = (map, value) => {
    for (const [key, inner] of Object.entries(value)) {
      if (Array.isArray(inner)) {
        const list = map.setContainer(key, new Loro.LoroMovableList());
        inner.forEach((child, at) => put(list, at, child));
      } else if (typeof inner === "object" && inner !== null) {
        fill(map.setContainer(key, new Loro.LoroMap()), inner);
      } else map.set(key, inner);
    }
  };
  const put = (list, at, child) => {
    const map = list.insertContainer(at, new Loro.LoroMap());
    fill(map, child);
    note(map, child, list);
  };
  const note = (map, node, list) => { if (node.id) maps.set(node.id, { map, list }); };
  const root = doc.getMap("root");
  fill(root, base);
  note(root, base, null);
  // Children were noted while they were put.
  doc.commit();
  const place = ({ map, list }) => list.toArray().findIndex((item) => item.id === map.id);
  const step = (op) => {
    switch (op.op) {
      case "set": {
        const [, group, field] = op.path.split("/");
        const { map } = maps.get(op.id);
        const inner = map.get(group) ?? map.setContainer(group, new Loro.LoroMap());
        inner.set(field, op.value);
        break;
      }
      case "insert": put(maps.get(op.parent).map.get("children"), op.index, op.node); break;
      case "remove": {
        const entry = maps.get(op.id);
        entry.list.delete(place(entry), 1);
        break;
      }
      case "move": {
        const entry = maps.get(op.id);
        const target = maps.get(op.parent).map.get("children");
        if (target.id === entry.list.id) entry.list.move(place(entry), op.index);
        else {
          const node = entry.map.toJSON();
          entry.list.delete(place(entry), 1);
          put(target, op.index, node);
        }
      }
    }
  };
  return {
    doc,
    append: (ops) => { ops.forEach(step); doc.commit(); return doc.frontiers(); },
    checkout: (frontiers) => doc.checkout(frontiers),
    json: () => doc.toJSON(),
    save: () => doc.export({ mode: "snapshot" }),
    open: (bytes) => { const fresh = new Loro.LoroDoc(); fresh.import(bytes); return fresh; },
  };
}

function yjs(base) {
  const doc = new Yjs.Doc({ gc: false });
  const maps = new Map();
  const fill = (map, value) => {
    for (const [key, inner] of Object.entries(value)) {
      if (Array.isArray(inner)) {
        const list = new Yjs.Array();
        map.set(key, list);
        inner.forEach((child, at) => put(list, at, child));
      } else if (typeof inner === "object" && inner !== null) {
        const nested = new Yjs.Map();
        map.set(key, nested);
        fill(nested, inner);
      } else map.set(key, inner);
    }
  };
  const put = (list, at, child) => {
    const map = new Yjs.Map();
    list.insert(at, [map]);
    fill(map, child);
    if (child.id) maps.set(child.id, { map, list });
  };
  const root = doc.getMap("root");
  doc.transact(() => fill(root, base));
  maps.set(base.id, { map: root, list: null });
  const place = ({ map, list }) => list.toArray().indexOf(map);
  const step = (op) => {
    switch (op.op) {
      case "set": {
        const [, group, field] = op.path.split("/");
        const { map } = maps.get(op.id);
        if (!map.has(group)) map.set(group, new Yjs.Map());
        map.get(group).set(field, op.value);
        break;
      }
      case "insert": put(maps.get(op.parent).map.get("children"), op.index, op.node); break;
      case "remove": { const entry = maps.get(op.id); entry.list.delete(place(entry), 1); break; }
      case "move": {
        const entry = maps.get(op.id);
        const node = entry.map.toJSON();
        entry.list.delete(place(entry), 1);
        put(maps.get(op.parent).map.get("children"), op.index, node);
      }
    }
  };
  return {
    append: (ops) => doc.transact(() => ops.forEach(step)),
    json: () => root.toJSON(),
    save: () => Yjs.encodeStateAsUpdate(doc),
  };
}

function automerge(base) {
  let doc = Automerge.from({ root: base });
  const find = (node, id) => {
    if (node.id === id) return [node, null];
    for (const child of node.children ?? []) {
      const found = find(child, id);
      if (found) return found[1] ? found : [found[0], node];
    }
    return null;
  };
  const plain = (value) => JSON.parse(JSON.stringify(value));
  const step = (root, op) => {
    switch (op.op) {
      case "set": { const [node] = find(root, op.id); const [, group, field] = op.path.split("/"); (node[group] ??= {}); node[group][field] = op.value; break; }
      case "insert": find(root, op.parent)[0].children.splice(op.index, 0, plain(op.node)); break;
      case "remove": { const [node, above] = find(root, op.id); above.children.splice(above.children.findIndex((child) => child.id === node.id), 1); break; }
      case "move": {
        const [node, above] = find(root, op.id);
        const copy = plain(node);
        above.children.splice(above.children.findIndex((child) => child.id === op.id), 1);
        find(root, op.parent)[0].children.splice(op.index, 0, copy);
      }
    }
  };
  return {
    append: (ops) => { doc = Automerge.change(doc, (draft) => ops.forEach((op) => step(draft.root, op))); },
    json: () => plain(doc.root),
    save: () => Automerge.save(doc),
  };
}

export { automerge, diffs, loro, yjs };
