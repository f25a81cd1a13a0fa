// A core that can be made to trap. The shipped wasm has no such thing, so it is put in here: an exported counter, and
// at the beginning of some functions the check that counts it down and traps at zero.
import binaryen from "binaryen";

/**
 * @param bytes the shipped core
 * @param pattern which of its exported functions may trap
 */
export function withTraps(bytes, pattern) {
  const module = binaryen.readBinary(bytes);
  // Only what the module uses: with more, binaryen writes encodings that engines do not know yet.
  const { MutableGlobals, NontrappingFPToInt, BulkMemory, BulkMemoryOpt, SignExt, ReferenceTypes, Multivalue, ExtendedConst } = binaryen.Features;
  module.setFeatures(MutableGlobals | NontrappingFPToInt | BulkMemory | BulkMemoryOpt | SignExt | ReferenceTypes | Multivalue | ExtendedConst);
  module.addGlobal("trap_countdown", binaryen.i32, true, module.i32.const(0));
  module.addGlobalExport("trap_countdown", "trap_countdown");
  const seen = new Set();
  for (let index = 0; index < module.getNumExports(); index += 1) {
    const { name, value, kind } = binaryen.getExportInfo(module.getExportByIndex(index));
    if (kind !== binaryen.ExternalFunction || !pattern.test(name) || seen.has(value)) continue;
    seen.add(value);
    const function_ = module.getFunction(value);
    const count = () => module.global.get("trap_countdown", binaryen.i32);
    const check = module.if(count(), module.block(null, [
      module.global.set("trap_countdown", module.i32.sub(count(), module.i32.const(1))),
      module.if(module.i32.eqz(count()), module.unreachable()),
    ]));
    const { results } = binaryen.getFunctionInfo(function_);
    binaryen.Function.setBody(function_, module.block(null, [check, binaryen.Function.getBody(function_)], results));
  }
  if (seen.size === 0) throw new Error(`no exported function matches ${pattern}`);
  if (!module.validate()) throw new Error("the changed module is not valid");
  const changed = module.emitBinary();
  module.dispose();
  return changed;
}

/**
 * Notes every instance that is made from now on; the newest one is last. To be called where the package runs.
 * Set `trapsNext` to have the next one trap when it is entered for the n-th time.
 */
export function captureInstances() {
  const instances = Object.assign([], { trapsNext: 0 });
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(module, imports) {
      super(module, imports);
      instances.push(this);
      if (instances.trapsNext > 0) this.exports.trap_countdown.value = instances.trapsNext;
      instances.trapsNext = 0;
    }
  };
  return instances;
}
