"""Sentences as people write them, read with the delivered vocabulary.

Each row: the sentence, then marks. ``+id`` asserted now, ``-id`` denied, ``<id`` past, ``?id`` doubted, ``@id`` of a
relative, ``!id`` not asserted now (not said at all, or only with a mark).
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from rules.lexicon import Lexicon
from tests.rules.lexicon.delivered import TEXT_WORDS

FOLDER = Path(__file__).parents[3] / "rules" / "knowledge" / "concepts"
FLAGS = (("negated", "-"), ("historical", "<"), ("uncertain", "?"), ("family", "@"))

SENTENCES = """
# denial
No petechiae, purpura or bruising | -petechiae -purpura -bruise
Denies bleeding, bruising, or rash | -bleeding -bruise -rash
Skin: no rash, no bruises | -rash -bruise
There is no evidence of bleeding | -bleeding
Without fever or chills | -fever -chills
Petechiae: none | -petechiae
Petechiae absent | -petechiae
No petechiae but ecchymoses on the legs | -petechiae +ecchymosis
No epistaxis, gum bleeding, haematuria or melaena | -epistaxis -gum_bleeding -haematuria -melaena
Rash? No | -rash !rash
Bleeding gums? No. Nosebleeds? Yes | -gum_bleeding +epistaxis
He has not had any nosebleeds | -epistaxis
Neither petechiae nor purpura | -petechiae -purpura
Afebrile, no neck stiffness | +afebrile !neck_stiffness
Abdomen soft, no splenomegaly | !splenomegaly
Esophageal varices without bleeding | +varices !bleeding
Oesophageal varices without mention of bleeding | +varices -bleeding
Gastritis without haemorrhage | !bleeding
Diverticulosis of colon (without mention of hemorrhage) | !bleeding
Cirrhosis of liver without mention of alcohol | +cirrhosis !alcohol_use
Acute myeloid leukemia, without mention of having achieved remission | +aml
No history of bleeding disorder | -bleeding_disorder
No family history of haemophilia | -haemophilia !haemophilia
Atrial fibrillation, anticoagulant never started | +atrial_fibrillation -anticoagulant_use
CT pulmonary angiogram: no embolus, bilateral ground-glass change | +lung_infiltrates
Two vaginal deliveries without bleeding | -bleeding
Forearm soft on surgical review | !surgery
Premature greying of the hair | !preterm
not HIV positive | -hiv
Negative for malignancy | !cancer
Meningitis was ruled out | -meningitis
Sepsis excluded | -sepsis
No longer febrile | !fever
Platelet clumps not seen | -platelet_clumps
No schistocytes seen on the film | -schistocytes
Blasts not seen | -blasts
No jaundice, no hepatomegaly | -jaundice !hepatomegaly
Patient denies pregnancy | !pregnancy
Bruising not due to trauma | +bruise !trauma
No need for transfusion | !transfusion
# not denials
The rash is no better | +rash
No improvement of the purpura | +purpura
Not only petechiae but also ecchymoses | +petechiae +ecchymosis
Purpura, not elsewhere classified | +purpura
Thrombocytopenia, not otherwise specified | +thrombocytopenia
Sepsis, unspecified organism | +sepsis
Anemia in other chronic diseases classified elsewhere | +anaemia
Petechiae of unknown cause | +petechiae
Bruising, unclear why | +bruise
Non-blanching rash | +nonblanching_lesion !blanching_lesion
The rash does not blanch | +nonblanching_lesion !blanching_lesion
Purpura that doesn't blanch on pressure | +purpura +nonblanching_lesion !blanching_lesion
The spots are not blanching | +nonblanching_lesion !blanching_lesion
Rash fades under pressure | +blanching_lesion
Blanching not tested | !blanching_lesion
Blanching was not assessed | !blanching_lesion
Not fully blanching | !blanching_lesion
Incompletely blanching macules | !blanching_lesion
Does not completely blanch | !blanching_lesion
Partially blanching rash | !blanching_lesion
Non-petechial rash | !petechiae
Non-purpuric exanthem | !purpura
Non-bleeding gastric ulcer | !bleeding !gastrointestinal_bleeding
fever(-) rash(+) | -fever +rash
Platelets normal | !thrombocytopenia
No blood in stool | -gastrointestinal_bleeding
# lists and clauses
Fever, petechiae and hypotension | +fever +petechiae +hypotension
Petechiae on both shins; no mucosal bleeding | +petechiae -mucosal_bleeding
No fever. Petechiae on legs | -fever +petechiae
No fever, petechiae on legs | -fever +petechiae
Nosebleeds and heavy periods | +epistaxis +heavy_menstrual_bleeding
# family
Mother has ITP | +maternal_autoimmune !itp
Family history of hemophilia | +family_bleeding !haemophilia
Family history of malignant neoplasm of breast | !cancer !solid_cancer
FH: Diabetes mellitus | !diabetes
Brother died of leukaemia | !leukaemia
His father had a bleeding disorder | !bleeding_disorder
Mother noticed petechiae this morning | +petechiae
Brought in by her father because of nosebleeds | +epistaxis
Maternal aunt with lupus | !sle
# past
History of ITP | <itp !itp
Personal history of malignant neoplasm of breast | !solid_cancer !cancer
Personal history of transient ischemic attack (TIA), and cerebral infarction | !ischaemic_stroke
Late effects of cerebrovascular disease, hemiplegia affecting unspecified side | !focal_weakness !stroke
Dysarthria following cerebral infarction | !ischaemic_stroke !dysarthria
Acute myeloid leukemia, in remission | <aml !aml
Status post liver transplant | <transplant !transplant
s/p myocardial infarction | !myocardial_infarction
Old myocardial infarction | !myocardial_infarction
Previous deep vein thrombosis | !deep_vein_thrombosis
3-day history of petechial rash | +petechiae
Two-week history of bruising and nosebleeds | +bruise +epistaxis
He has a short history of fever | +fever
Known history of cirrhosis | <cirrhosis
Resolved epistaxis | !epistaxis
Purpura has resolved | !purpura
Past medical history: DVT 2010. Now petechiae. | <deep_vein_thrombosis !deep_vein_thrombosis +petechiae
Thrombocytopenia resolved | !thrombocytopenia
He presented with a history of purpura for 3 weeks | +purpura
# doubt, advice, risk
Please see this child with petechiae | +petechiae
Needs review for bleeding | +bleeding
Advised to stop warfarin because of bleeding | +bleeding
Referred for petechiae | +petechiae
Unlikely TTP | !ttp
HIT unlikely | !hit
Septic screen sent | !sepsis
Will transfuse if bleeding | !bleeding !transfusion
Counselled on bleeding | !bleeding
Exposure to meningococcal disease | !meningococcal_disease
Meningitis vaccine | !meningitis +recent_vaccination
Suspected sepsis | ?sepsis !sepsis
?ITP | ?itp !itp
??ITP | ?itp !itp
ITP? | ?itp !itp
Rule out meningococcal disease | !meningococcal_disease
r/o TTP | !ttp
Possible leukaemia | ?leukaemia !leukaemia
Differential: ITP vs leukaemia | !leukaemia
TTP cannot be excluded | !ttp
Suspected lung cancer (situation) | !solid_cancer
Return if fever, bleeding or rash | !fever !bleeding !rash
Monitor for bleeding | !bleeding
Bleeding precautions explained | !bleeding
High bleeding risk | !bleeding
At risk for sepsis | !sepsis
Low risk of bleeding | !bleeding
Watch for petechiae | !petechiae
Screening for malignant neoplasm of colon | !cancer !solid_cancer
Rubella screening | !rubella
Hepatitis C antibody test | !hepatitis_c
Measurement of Varicella-zoster virus antibody | !varicella !shingles
Syphilis infection test | !syphilis
Need for prophylactic vaccination and inoculation against influenza | !influenza
Needs influenza immunization | !influenza
Vaccination for diphtheria, pertussis, and tetanus | !pertussis +recent_vaccination
Encounter for screening for malignant neoplasm | !cancer
NEGATIVE. RECOMMENDED FOLLOW-UP FOR POSITIVE HCV ANTIBODY: HCV VIRAL LOAD. | !hepatitis_c
Hepatitis C Virus Antibody: NEGATIVE. RECOMMENDED FOLLOW-UP TESTING FOR HEPATITIS C | !hepatitis_c
Vaccination not carried out because of chronic illness | !recent_vaccination
Heparin may cause thrombocytopenia | !thrombocytopenia
Side effects include bleeding and bruising | !bleeding
Petechiae not recorded | !petechiae -petechiae=0
Information about bleeding given | !bleeding
# looks well, looks ill
Nontoxic uninodular goiter | !well_appearing !looks_ill
Nontoxic multinodular goiter | !well_appearing
Non-toxic goitre | !well_appearing
Asymptomatic human immunodeficiency virus [HIV] infection status | !well_appearing
Asymptomatic postmenopausal status (age-related) (natural) | !well_appearing
Asymptomatic bacteriuria | !well_appearing
Rash appears well demarcated | !well_appearing
Blood pressure otherwise well controlled | !well_appearing
Clinically well compensated cirrhosis | !well_appearing
Wound looks well healed | !well_appearing
Well child visit (procedure) | !well_appearing
Was well until yesterday | !well_appearing
Previously healthy boy with shock | !well_appearing +shock
Otherwise healthy 3-year-old, now lethargic | !well_appearing +lethargy
Does not look well | !well_appearing +looks_ill
Child is not well appearing | !well_appearing
Looks well, playful | +well_appearing
In no acute distress | +well_appearing
Non-toxic appearing infant | +well_appearing
Less playful than usual | !well_appearing
Not playful | !well_appearing
Patient appears well nourished | !well_appearing
Toxic granulation present | !looks_ill
Toxic encephalopathy | !looks_ill
Thyrotoxicosis with toxic multinodular goiter | !looks_ill
Pulmonary collapse | !looks_ill
Syncope and collapse | !looks_ill
Prostrate cancer | !looks_ill
Toxic-appearing child | +looks_ill
Critically ill | +looks_ill
# coma, shock, nerves
Glasgow Coma Scale 15 | !coma
ITP unresponsive to steroids | +itp !coma
Unresponsive to painful stimuli | +coma
Hepatic failure without coma | !coma
Electric shock injury | !shock
Septic shock | +septic_shock
Encounter for fitting and adjustment of other specified devices | !seizure
Epilepsy, unspecified, not intractable, without status epilepticus | !seizure
Febrile convulsion | +seizure
Child neglect | !focal_deficit
Paranoid schizophrenia | !hallucinations !altered_mental_status
Irritable bowel syndrome | !irritability
Irritable infant with fever | +irritability +fever
Trouble falling or staying asleep | !trauma
Post-traumatic stress disorder | !trauma
Fall in platelet count | !trauma +thrombocytopenia
Platelets 10 ml/kg over half an hour | +platelet_transfusion !severe_thrombocytopenia
Platelets 10 this morning | +severe_thrombocytopenia
Platelets 1 pack before the line | !severe_thrombocytopenia
Platelets 1 apheresis unit given | !severe_thrombocytopenia
Platelet count 12000/ml | +severe_thrombocytopenia
Falling haemoglobin | !trauma
High fall risk | !trauma
Fell off a swing | +trauma
# bleeding words
Accidental cut, puncture, perforation or hemorrhage during medical care | !bleeding
Adverse effect of anticoagulants | !bleeding
Long-term (current) use of anticoagulants | +anticoagulant_use !bleeding
Iron deficiency anemia secondary to blood loss (chronic) | +iron_deficiency !bleeding
Acute blood loss anaemia | +anaemia !bleeding
Estimated blood loss 200 mL | !bleeding
Hemorrhoids | !bleeding
Type 2 diabetes mellitus with diabetic peripheral angiopathy with gangrene | !skin_necrosis
Diaphragmatic hernia without mention of obstruction or gangrene | !skin_necrosis -skin_necrosis=0
Necrotic purpura of both legs | +skin_necrosis
Gangrene of the toes | +digital_gangrene
Gangrenous skin | +skin_necrosis
Self-harm | !purpura
Chronic or unspecified gastric ulcer with hemorrhage | +gastrointestinal_bleeding
Bleeding gums for a week | +gum_bleeding
Nose bleeds daily | +epistaxis
Oozing from cannula site | +puncture_site_oozing
Hematuria | +haematuria
Haematuria | +haematuria
# other homographs
Body Mass Index 40.0-44.9, adult | +body_mass_index !mass
Albumin [Mass/volume] in Serum or Plasma | !mass
Impaired fasting glucose | !poor_intake
Cardiac tamponade | !tampon
He hit his head on the door | !hit
She hit another child | !hit
HIT with thrombosis | +hit
IPV vaccine given | !domestic_violence
Limp; no movement | !limp
Benign neoplasm of colon | !cancer
Carcinoma in situ of breast | !cancer !solid_cancer
Hypertensive chronic kidney disease, malignant | !cancer
Secondary malignant neoplasm of bone and bone marrow | +metastatic_cancer
Cholelithiasis | !cholestasis
Acute cholecystitis | !cholestasis !sudden_onset
Acute sinusitis | !sudden_onset
Sudden onset of purple spots | +sudden_onset
Not in labor force (finding) | !labour_pushing
Hemolysis falsely elevates this test | !haemolysis
Autoimmune haemolysis | +autoimmune_haemolysis
Hearing aids in both ears | !hiv
CAT scan of the head | !pet_exposure
Hay fever | !fever
Yellow fever vaccination | !fever
Glucocorticoid deficiency | !steroid_use
Rheumatoid factor | !rheumatoid_arthritis
Whole blood potassium | !transfusion
Seen by Dr Evans | !evans_syndrome
PET scan negative | -pet_exposure=0 !pet_exposure
36 weeks pregnant | +pregnancy !preterm
Mass effect | !mass
Blanches partially | !blanching_lesion
Febrile neutropenia | +febrile_neutropenia
Alcoholic cirrhosis of liver with ascites | +alcoholic_cirrhosis +ascites
Child physical abuse, suspected | ?child_abuse
TTP suspected | ?ttp !ttp
Allergic to heparin | !heparin_exposure
Threatened abortion | !miscarriage
# education, social
Received certificate of high school equivalency (finding) | !trauma !cancer
Full-time employment (finding) | !trauma
Has a criminal record (finding) | !trauma
# pregnancy
Normal pregnancy | +pregnancy
Miscarriage in first trimester | +miscarriage !pregnancy
Pregnancy test negative | !pregnancy
Not pregnant | !pregnancy
Induced termination of pregnancy | !pregnancy
# typos, spellings, abbreviations
Thrombocytopaenia | +thrombocytopenia
Thromboctyopenia | +thrombocytopenia
Petichiae on the chest | +petechiae
Leucopenia | +leukopenia
Low plts and easy bruising | +thrombocytopenia +spontaneous_bruising
Deep veneous thrombosis | +thrombosis
DVT of the left leg | +deep_vein_thrombosis
Nonrheumatic aortic (valve) stenosis | +heart_valve_disease
Presence of xenogenic heart valve | +prosthetic_valve
Decreased white blood cell count, unspecified | +leukopenia
Viral hepatitis C | +hepatitis_c
Nonspecific elevation of levels of transaminase | +raised_transaminases
Haemorrhagic blisters in the mouth | +wet_purpura
Purple spots on the legs | +purpura
Ecchymosis of arm | +ecchymosis
Suspected COVID-19 | ?covid19 !covid19
"""


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    concepts = (yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in FOLDER.glob("*.yaml"))
    return Lexicon.compile({concept["id"]: concept.get("phrases", ()) for concept in concepts}, TEXT_WORDS)


def _rows() -> list[tuple[str, str]]:
    lines = [line for line in SENTENCES.splitlines() if line and not line.startswith("# ")]
    return [(text.strip(), marks.strip()) for text, marks in (line.rsplit("|", 1) for line in lines)]


@pytest.mark.parametrize(("text", "marks"), _rows())
def test_sentence(lexicon: Lexicon, text: str, marks: str) -> None:
    said = {
        ("".join(mark for name, mark in FLAGS if getattr(match, name)) or "+", match.id)
        for match in lexicon.match(text)
    }
    for mark in marks.split():
        sign, concept = mark[0], mark[1:]
        if sign == "!":
            assert ("+", concept) not in said, f"{concept} is asserted: {sorted(said)}"
        elif concept.endswith("=0"):
            assert (sign, concept[:-2]) not in said, f"{mark}: {sorted(said)}"
        else:
            assert any(sign in flags and found == concept for flags, found in said), (
                f"{mark} is missing: {sorted(said)}"
            )


def test_every_concept_named_here_exists() -> None:
    named = {mark[1:].removesuffix("=0") for _, marks in _rows() for mark in marks.split()}
    assert sorted(name for name in named if not (FOLDER / f"{name}.yaml").exists()) == []
