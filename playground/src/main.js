/** The page of the playground: puts its parts together and starts it. */

import { startApp } from "./ui/app.js";

startApp();
