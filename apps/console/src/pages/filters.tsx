import { useNavigate, useSearch } from '@tanstack/react-router';
import { Input, Select } from 'antd';
import { provinces } from '../names.ts';

type Change = (value: string | undefined) => void;
type Search = Readonly<Record<string, string | undefined>>;
interface Option {
  readonly value: string;
  readonly label: string;
}

/** The filters of a list. They stand in the address, so that a link shows the same list. */
export const useFilters = (): readonly [search: Search, set: (change: Search) => void] => {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  return [search, (change) => void navigate({ to: '.', search: { ...search, ...change }, replace: true })];
};

export const optionsOf = (names: Readonly<Record<string, string>>): Option[] =>
  Object.entries(names).map(([value, label]) => ({ value, label }));
const PROGRAMMES = optionsOf({ city: '名城', park: '名园' });
const PROVINCES = optionsOf(provinces);

export const ProgrammeFilter = ({ value, onChange }: { readonly value: string | undefined; readonly onChange: Change }) => (
  <Select aria-label="类别" style={{ width: 120 }} placeholder="类别" allowClear value={value} options={PROGRAMMES} onChange={onChange} />
);

export const ProvinceFilter = ({ value, onChange }: { readonly value: string | undefined; readonly onChange: Change }) => (
  <Select
    aria-label="省份"
    style={{ width: 150 }}
    placeholder="省份"
    allowClear
    showSearch={{ optionFilterProp: 'label' }}
    value={value}
    options={PROVINCES}
    onChange={onChange}
  />
);

/** Words to search for. Enter searches. */
export const TextFilter = ({
  label,
  value,
  onSearch,
  width = 240,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onSearch: (text: string) => void;
  readonly width?: number;
}) => <Input.Search style={{ width }} aria-label={label} placeholder={label} defaultValue={value} allowClear onSearch={onSearch} />;

/** Several values, which stand in the address with commas between them. */
export const SeveralFilter = ({
  label,
  value,
  options,
  onChange,
  width = 180,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: Option[];
  readonly onChange: Change;
  readonly width?: number;
}) => (
  <Select
    aria-label={label}
    mode="multiple"
    showSearch={{ optionFilterProp: 'label' }}
    style={{ minWidth: width }}
    placeholder={label}
    maxTagCount={2}
    value={value?.split(',') ?? []}
    options={options}
    onChange={(chosen: string[]) => onChange(chosen.join(',') || undefined)}
  />
);
