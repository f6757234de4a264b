/** Answers the parent's questions over IPC, one function per `command`, and exits when the parent is gone. */
export function answer(commands: Record<string, (question: never) => unknown>): void {
  const reply = async ({ id, command, ...rest }: { id: number; command: string }) => {
    try {
      const result = await (commands[command] as (question: unknown) => unknown)(rest);
      process.send?.({ id, result });
    } catch (error) {
      process.send?.({ id, error: String(error) });
    }
  };
  process.on('message', (question: Parameters<typeof reply>[0]) => void reply(question));
  process.on('disconnect', () => process.exit());
}
