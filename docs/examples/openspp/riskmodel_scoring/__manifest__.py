{
    "name": "riskmodel scoring",
    "summary": "Scores of riskmodel for scoring models whose method is External Service",
    "version": "19.0.1.0.0",
    "license": "Other OSI approved licence",
    "depends": ["spp_scoring"],
    "installable": True,
}
