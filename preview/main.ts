import { previewCommand } from "./command";

// Commander's own errors have been told; anything else is a fault of this program.
void previewCommand().name("npm start --").parseAsync();
