import { join } from 'node:path';
import ts from 'typescript';

/**
 * The compiler of a project, for the code below one of its folders. It parses each file once, and checks only the files that it is asked
 * about. A run of `tsc` over the project takes a minute.
 */
export const compilerOf = (project: string, folder: string) => {
  const { config } = ts.readConfigFile(join(project, 'tsconfig.json'), ts.sys.readFile) as { config: object };
  const files = { include: [`${folder}/**/*.ts`], exclude: [] };
  const { fileNames, options } = ts.parseJsonConfigFileContent({ ...config, ...files }, ts.sys, project);
  const own = { ...options, incremental: false, noEmit: true };
  const host = ts.createCompilerHost(own);
  const { getSourceFile } = host;
  const parsed = new Map<string, ts.SourceFile | undefined>();

  return {
    /** The errors of the first of these files that has any, if the files of `instead` had other texts. */
    errorsIn: (paths: readonly string[], instead: Readonly<Record<string, string>>): readonly string[] => {
      const texts = new Map(Object.entries(instead).map(([path, text]) => [join(project, path), text]));
      host.getSourceFile = (name, language, ...others) => {
        const text = texts.get(name);
        if (text !== undefined) return ts.createSourceFile(name, text, language);
        if (!parsed.has(name)) parsed.set(name, getSourceFile(name, language, ...others));
        return parsed.get(name);
      };
      const program = ts.createProgram({ rootNames: fileNames, options: own, host });
      for (const path of paths) {
        const source = program.getSourceFile(join(project, path));
        if (!source) throw new Error(`${path} is not compiled`);
        const errors = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
        if (errors.length > 0) return errors.map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
      }
      return [];
    },
  };
};
