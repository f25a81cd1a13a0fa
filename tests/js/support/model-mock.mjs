// Starts the mock model server with the fixtures named on the command line, prints its address, and runs until stdin ends.
import { LLMock } from "@copilotkit/aimock";

const mock = new LLMock({ port: 0, chunkSize: 7 });
mock.loadFixtureFile(process.argv[2]);
await mock.start();
console.log(mock.url);
process.stdin.on("end", () => process.exit(0)).resume();
