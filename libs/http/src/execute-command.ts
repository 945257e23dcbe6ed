import { Inject } from '@nestjs/common';
import * as cqrs from '@nestjs/cqrs';
import type { Command, CommandAnswer, CommandHandler } from '@minglu/casework';
import { COMMAND_HANDLER } from './injection-tokens.js';

/** Carries a command over Nest's command bus to the one handler of all commands. */
export class ExecuteCommand extends cqrs.Command<CommandAnswer> {
  constructor(
    readonly command: Command,
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

@cqrs.CommandHandler(ExecuteCommand)
export class ExecuteCommandHandler implements cqrs.ICommandHandler<ExecuteCommand> {
  constructor(@Inject(COMMAND_HANDLER) private readonly handler: CommandHandler) {}
  execute({ command, signal }: ExecuteCommand): Promise<CommandAnswer> {
    return this.handler.execute(command, signal);
  }
}
