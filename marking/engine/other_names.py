"""Other names of the same thing: places renamed, states and bodies by their letters, substances by their formulas.

A formula in place of the name is as good. Whether the other way round, or another name, is what was asked for, a person
decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_NAMES = """united states=america;united kingdom=britain=great britain;
beijing=peking;mumbai=bombay;kolkata=calcutta;chennai=madras;iran=persia;
myanmar=burma;thailand=siam;sri lanka=ceylon;istanbul=constantinople=byzantium;
st petersburg=saint petersburg=leningrad=petrograd;volgograd=stalingrad;netherlands=holland;czech republic=czechia;
ivory coast=cote divoire=cote d ivoire;eswatini=swaziland;kyiv=kiev;taiwan=formosa;gdansk=danzig;
ho chi minh city=saigon;cape verde=cabo verde;east timor=timor leste;turkey=turkiye;democratic republic congo=drc=zaire;
zimbabwe=rhodesia;jakarta=batavia;tokyo=edo;guangzhou=canton;nanjing=nanking;mao zedong=mao tse tung;
chiang kai shek=jiang jieshi;genghis khan=chinggis khan;qing=ching;qin=chin;prc=peoples republic china;
gdr=ddr=east germany=german democratic republic;frg=west germany=federal republic germany;first world war=great war;
everest=mount everest;koran=quran;muhammad=prophet;ww2=wwii=second world war=world war 2;ww1=wwi=first world war;
nazi party=nsdap;league nations=lon;nhs=national health service;gdp=gross domestic product;ram=random access memory;
rom=read only memory;cpu=central processing unit=processor;alu=arithmetic logic unit;lan=local area network;
wan=wide area network;ip address=internet protocol address;url=web address;dna=deoxyribonucleic acid;
rna=ribonucleic acid;atp=adenosine triphosphate;uv=ultraviolet;ir=infrared;hiv=human immunodeficiency virus;
aids=acquired immune deficiency syndrome;pcr=polymerase chain reaction;bmi=body mass index;emf=electromotive force"""
_SAME = """united states=usa=united states america;soviet union=ussr;united kingdom=uk;european union=eu;
united nations=un;mother=mum=mom=mummy;father=dad=daddy;grandmother=grandma=granny;grandfather=grandpa=grandad;
children=kids;child=kid;bicycle=bike;television=tv=telly;aeroplane=airplane=plane;refrigerator=fridge;
advertisement=advert"""
_FORMULAS = """carbon dioxide=co2;carbon monoxide=co;sulfur dioxide=so2;sulphur dioxide=so2;nitrogen dioxide=no2;
hydrochloric acid=hcl;hydrogen chloride=hcl;sulfuric acid=h2so4;sulphuric acid=h2so4;nitric acid=hno3;
sodium hydroxide=naoh;sodium chloride=nacl;calcium carbonate=caco3;calcium hydroxide=caoh2;copper sulfate=cuso4;
copper sulphate=cuso4;hydrogen peroxide=h2o2;iron oxide=fe2o3;silicon dioxide=sio2;magnesium oxide=mgo;
calcium oxide=cao;sodium carbonate=na2co3;potassium hydroxide=koh;silver nitrate=agno3;ethanoic acid=ch3cooh;
chlorine=cl2;bromine=br2;iodine=i2;fluorine=f2;ethane=c2h6;ethene=c2h4;propane=c3h8;butane=c4h10;ethanol=c2h5oh;
glucose=c6h12o6;magnesium chloride=mgcl2;sodium hydrogencarbonate=nahco3;hydrogen sulfide=h2s;sulfur trioxide=so3"""

_Words = tuple[str, ...]


def _table() -> dict[_Words, dict[_Words, bool]]:
    table: dict[_Words, dict[_Words, bool]] = {}
    for lines, sure in ((_NAMES, False), (_SAME, True)):
        for group in lines.replace("\n", "").split(";"):
            names = [tuple(name.split()) for name in group.split("=")]
            for one in names:
                table.setdefault(one, {}).update({other: sure for other in names if other != one})
    for pair in _FORMULAS.replace("\n", "").split(";"):
        name, formula = (tuple(side.split()) for side in pair.split("="))
        table.setdefault(name, {})[formula] = True
        table.setdefault(formula, {})[name] = False
    return table


_TABLE = _table()
_LONGEST = max(map(len, _TABLE))


def also_called(words: Sequence[str]) -> Iterator[tuple[int, _Words, bool]]:
    """The other names of the things that some folded words begin with: how many of them say it, the name, and whether
    it is as good.
    """
    for length in range(1, min(_LONGEST, len(words)) + 1):
        for name, sure in _TABLE.get(tuple(words[:length]), {}).items():
            yield length, name, sure
