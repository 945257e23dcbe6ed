/**
 * The places in events where text may stand, and why no person needs to be named there. `*` is any event that has the
 * field; what is prose is listed event by event. An entry that meets nothing any more has to go.
 */
export const ALLOWED: readonly { readonly reason: string; readonly places: readonly string[] }[] = [
  {
    reason: 'names an organisation or a place: the applicant is a city or a park, experts are known by their employer alone',
    places: [
      '*/applicant',
      '*/applicantName',
      '*/cityName',
      'ApplicationOpened/workingBody',
      'ProvincialConsentGranted/issuer',
      'ParkRegistered/name',
      'TargetBreakdownFiled/targets[].responsibleUnits[]',
      'ExpertPanelConvened/experts[].employer',
      'ReviewMethodRecorded/place',
    ],
  },
  {
    reason: 'a pseudonym: who the expert is, the ministry keeps elsewhere',
    places: ['ExpertPanelConvened/experts[].id', 'IndicatorsScored/expertId'],
  },
  {
    reason: 'names a document, its number or version, an address of the portal, or a published rule',
    places: [
      '*/documentNumber',
      '*/indicatorVersion',
      '*/materials[].name',
      '*/portalUrl',
      '*/noticeNumber',
      'WorkCalendarRevised/supersedes',
      'RulePackagePublished/rulePackage',
      'RulePackagePublished/instrument',
      'RulePackagePublished/repeals[]',
      'PolicySet/key',
      'DeadlineRecomputed/cause',
      'CreationStarted/disclosureMode',
    ],
  },
  {
    reason: 'names an indicator, its unit, source or value',
    places: [
      '*/figures[].unit',
      '*/figures[].source',
      '*/controlChecks[].control',
      '*/controlChecks[].indicator',
      'TargetBreakdownFiled/targets[].indicator',
      'TargetBreakdownFiled/targets[].unit',
      'TargetBreakdownFiled/targets[].baseline',
      'TargetBreakdownFiled/targets[].target',
      'IndicatorsScored/scores[].indicator',
      'NationalAverageSet/indicator',
      'NationalAverageSet/source',
      'IndicatorSystemPublished/tree[].zh',
      'IndicatorSystemPublished/tree[].en',
      'IndicatorSystemPublished/tree[].children[].zh',
      'IndicatorSystemPublished/tree[].children[].en',
      'IndicatorSystemPublished/tree[].children[].children[].zh',
      'IndicatorSystemPublished/tree[].children[].children[].en',
      'IndicatorSystemPublished/tree[].children[].children[].source_typography',
      'IndicatorSystemPublished/controls[].zh',
      'IndicatorSystemPublished/controls[].unit',
    ],
  },
  {
    reason: 'official prose about a city or a park: an authority or the applicant answers for it, and it is about no person',
    places: [
      'AuthorityOpinionRecorded/opinion',
      'SupplementRequested/items[]',
      'FormalReviewPassed/reasons',
      'FormalReviewRejected/reasons',
      'ApplicationWithdrawn/reasons',
      'ProgressReported/period',
      'ProgressReported/narrative',
      'CycleShorteningRequested/reasons',
      'CycleShorteningApproved/exceptionalReasons',
      'CreationCycleExtended/reasons',
      'CreationEnded/reasons',
      'ReviewMaterialsReturned/reasons',
      'ReviewConcluded/reasons',
      'ImprovementOpinionIssued/items[]',
      'IndicatorsScored/scores[].comment',
      'PublicityVoided/reason',
      'CampaignWindowExtended/reason',
    ],
  },
  {
    // 这里写的是办理结论，不写提出人；案卷中属最敏感的文字，见部内人员方可见。
    reason:
      'seen by the ministry alone (RESTRICTED): what an officer found; who objected, and with what, is sealed beside it',
    places: [
      'ObjectionResolved/findings',
      'InvestigationOpened/findings',
      'InvestigationClosed/reasons',
    ],
  },
];
