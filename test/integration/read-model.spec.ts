import { parseInstant, type Actor } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import { approver, auditor, authority, city, command, filing, officer, on, opening, posting, province, someone, withdrawing } from '@minglu/dossier/testing';
