import * as bozzetto from "bozzetto";
import { report } from "../../job.mjs";

report(bozzetto);
