declare module 'virtual:minglu-labels' {
  const labels: Readonly<
    Record<
      'roles' | 'statuses' | 'flags' | 'deadlines' | 'words' | 'fields' | 'events' | 'provinces' | 'provisions',
      Readonly<Record<string, string>>
    >
  >;
  export default labels;
}

declare module 'virtual:minglu-cities' {
  const cities: readonly { readonly code: string; readonly name: string; readonly provinceCode: string }[];
  export default cities;
}

declare module 'virtual:minglu-working-roles' {
  const roles: readonly string[];
  export default roles;
}

declare module 'virtual:minglu-forms' {
  const forms: Readonly<Record<string, import('./forms/schema.ts').CommandForm>>;
  export default forms;
}
