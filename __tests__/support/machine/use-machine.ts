import { type Machine, startMachine } from "./machine";

/** The first run makes a Debian, too. */
const START_MILLISECONDS = 1_200_000;

/** Call it where a file begins: a machine that runs from the file's first test to its last. */
export function useMachine(): Machine {
  let started: Machine | undefined;
  const machine = (): Machine => {
    if (started === undefined) throw new Error("The machine runs only while tests do.");
    return started;
  };
  beforeAll(async () => {
    started = await startMachine();
  }, START_MILLISECONDS);
  afterAll(() => started?.stop());
  return {
    get root() {
      return machine().root;
    },
    get sshKey() {
      return machine().sshKey;
    },
    inNetwork: (...call) => machine().inNetwork(...call),
    shell: (...call) => machine().shell(...call),
    reboot: () => machine().reboot(),
    stop: () => machine().stop(),
  };
}
