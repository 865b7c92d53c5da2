// Everything works without this; with it, pages stay current by themselves.
import { startKeys } from "./keys.js";
import { followLog } from "./log.js";
import { keepCurrent } from "./live.js";

startKeys();
followLog();
keepCurrent();
