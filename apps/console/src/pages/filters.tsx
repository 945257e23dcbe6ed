import { Select } from 'antd';
import { provinces } from '../names.ts';

type Change = (value: string | undefined) => void;

export const optionsOf = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([value, label]) => ({ value, label }));
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
